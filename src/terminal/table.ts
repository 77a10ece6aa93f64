import { type Line, type Painted, printable } from '../domain/printable.js';

/** A column of a table: blanks between it and the one before, and its width, which grows with its longest cell. */
export type TextColumn = { readonly align: 'left' | 'right'; readonly width: number; readonly gap: number };

/** A column of texts, at least `width` characters wide, `gap` blanks after the one before. */
export const left = (width = 0, gap = 1): TextColumn => ({ align: 'left', width, gap });

/** A column of figures, as `left`. Thousands separators are set by the caller. */
export const right = (width = 0, gap = 1): TextColumn => ({ align: 'right', width, gap });

/**
 * A row: a cell a column (missing ones are blank), plain or painted as a whole, or a line of its own between rows,
 * such as a title, that no column holds. A heading is a row like the others.
 */
export type TextRow =
  | readonly string[]
  | string
  | { readonly cells: readonly string[]; readonly paint: (text: string) => Painted };

/** Lays rows out in columns. Without blanks at the end of a line. */
export function textTable(columns: readonly TextColumn[], rows: readonly TextRow[]): Line[] {
  const widths = columns.map((column, i) =>
    rows.reduce((most, row) => Math.max(most, widthOf(cellsOf(row)[i] ?? '')), column.width),
  );
  const text = (cells: readonly string[]) =>
    columns
      .map(({ align, gap }, i) => {
        const cell = cells[i] ?? '';
        const blanks = ' '.repeat((widths[i] ?? 0) - widthOf(cell));
        return `${i === 0 ? '' : ' '.repeat(gap)}${align === 'left' ? cell + blanks : blanks + cell}`;
      })
      .join('')
      .trimEnd();
  return rows.map((row) => {
    if (typeof row === 'string') return row;
    return 'paint' in row ? row.paint(text(row.cells)) : text(row);
  });
}

function cellsOf(row: TextRow): readonly string[] {
  if (typeof row === 'string') return [];
  return 'cells' in row ? row.cells : row;
}

/** Marks that belong to the letter before them, as vowels of Arabic do, and joiners. */
const NO_PLACE = /[\p{Mn}\p{Me}\p{Cf}]/gu;
/** Letters and signs that a terminal gives two places: Chinese, Japanese, Korean, their full-width forms, emoji. */
const TWO_PLACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]/gu;

/** How many places of a terminal a text takes, as it is printed: see printable(). */
export function widthOf(text: string): number {
  const shown = printable(text).replace(NO_PLACE, '');
  return [...shown].length + (shown.match(TWO_PLACES)?.length ?? 0);
}
