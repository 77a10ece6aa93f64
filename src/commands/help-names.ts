import {
  ADJUSTMENT_KINDS,
  CHANNELS,
  RELATIONS,
  RESIDENT_CATEGORIES,
  SCHOOL_LEVELS,
  SEXES,
  SOCIAL_COVERS,
} from '../domain/vocabulary.js';
import { readData } from '../files/read-data.js';

/** A text in each language. */
type Said = { readonly en: string; readonly fr: string };

const table = <Row>(name: string): readonly Row[] =>
  readData<Row>(new URL(`../manual/${name}.csv`, import.meta.url));

/** A file of a run, or one that a command writes. `columns` of a table: in their order, "[grant]" for one that not every such file has. */
type FileNamed = {
  readonly path: string;
  readonly holds: string;
  readonly columns: readonly string[];
};

export const FILES: readonly FileNamed[] = table<Record<'path' | 'holds' | 'columns', string>>('files').map(
  (one) => ({ ...one, columns: one.columns === '' ? [] : one.columns.split(' ') }),
);

/** What the columns of those files hold. */
export const FILE_COLUMNS = table<Said & { readonly column: string }>('columns');

/** The keys of the configuration, as "limits.total_change"; of lists, as "providers.code". */
export const CONFIGURATION_KEYS = table<Said & { readonly key: string }>('config');

/** What the indicators are, in French; their definitions are in English. */
export const INDICATORS_FR = new Map(
  table<{ readonly code: string; readonly fr: string }>('indicators').map(({ code, fr }) => [code, fr]),
);

const VALUES: Readonly<Record<string, readonly string[]>> = {
  ADJUSTMENT_KINDS,
  CHANNELS,
  RELATIONS,
  RESIDENT_CATEGORIES,
  SCHOOL_LEVELS,
  SEXES,
  SOCIAL_COVERS,
};

/** The columns of the extract, by kind of file, and the values that each may have, marked as in the manual. */
export const EXTRACT_COLUMNS: readonly (Said & { readonly kind: string; readonly column: string })[] = table<
  Said & { readonly kind: string; readonly column: string }
>('extract').map((one) => ({ ...one, en: withValues(one.en), fr: withValues(one.fr) }));

/** "{SEXES}" becomes "`F`, `M`". */
function withValues(text: string): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) =>
    (VALUES[name] ?? []).map((value) => `\`${value}\``).join(', '),
  );
}

/** The files in which a column stands. */
export function filesWith(column: string): string[] {
  return FILES.filter(({ columns }) => columns.includes(column) || columns.includes(`[${column}]`)).map(
    ({ path }) => path,
  );
}
