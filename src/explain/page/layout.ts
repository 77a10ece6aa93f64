import type { Painted } from '../../domain/printable.js';
import type { DecisionFacts } from '../facts/decision.js';
import type { ArrearsRow } from '../facts/owed-rows.js';
import type { ResidentFacts } from '../facts/resident-decision.js';
import type { ResidentWords, Words } from '../languages/words.js';

/** How a page is painted; a terminal's Style fits. */
export type Paint = { readonly bold: (text: string) => Painted; readonly dim: (text: string) => Painted };

/** Where amounts end, in characters from the left. */
const AMOUNTS_END = 96;

/** A line with an amount at its end, and after it where it comes from. */
export function withAmount(label: string, amount: string, note = ''): string {
  const room = Math.max(1, AMOUNTS_END - label.length - amount.length);
  return `${label}${' '.repeat(room)}${amount}${note === '' ? '' : `  ${note}`}`;
}

const WIDTH = 100;

/** A long line as several: the first indented by `first`, the others by `hanging`. French keeps " :" and " ;" together. */
export function wrapped(text: string, hanging = 2, first = 2, width = WIDTH): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ (?![:;→])/)) {
    const indent = lines.length === 0 ? first : hanging;
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(' '.repeat(indent) + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, ' '.repeat(lines.length === 0 ? first : hanging) + line];
}

/** The same of a label that may be longer than a line: the amount stands at the end of its last one. */
export function longWithAmount(label: string, amount: string, note = ''): string[] {
  const lines = wrapped(label, 4, 2, AMOUNTS_END - amount.length - 1);
  return [...lines.slice(0, -1), withAmount(lines.at(-1) ?? '', amount, note)];
}

/** What a debt of an earlier month is of: the month and why it was not paid, the order that came back, the decision. */
export function owedFor(row: ArrearsRow, words: Words): string {
  const { kind, origin, cause, reason, originalOrder, adjustmentId } = row;
  const { owed } = words;
  if (adjustmentId !== null) return owed.adjustment(adjustmentId, reason);
  if (kind === 'GRANTS') return owed.grants(words.month(origin), reasonOf(reason, words));
  if (originalOrder === null) return owed.month(words.month(origin), reasonOf(reason, words));
  const why = [reason, owed.meaning(reason)].filter((text) => text !== '').join(', ');
  return owed.order(originalOrder, words.month(origin), cause === 'REJECTED', why || owed.noReason);
}

/** What ends that a household is not paid, by its reason; one that is in no table of ours is quoted. */
export function ending(reason: string, payee: string, words: Words): string {
  const table: Readonly<Record<string, ((payee: string) => string) | undefined>> = words.owed.ends;
  return table[reason]?.(payee) ?? reason;
}

/** A reason in a few words; one that is in no table of ours is quoted. */
export function reasonOf(reason: string, words: Words): string {
  return (words.reason as Readonly<Record<string, string>>)[reason] ?? reason;
}

/** The same of a resident's reason. */
export function residentReasonOf(reason: string, words: Words): string {
  return (words.resident.reason as Readonly<Record<string, string>>)[reason] ?? reasonOf(reason, words);
}

/** A resident's reason with the facts that made it apply, where they are known. */
export function residentDecidedBy(reason: string, facts: ResidentFacts | null, words: Words): string {
  const table = words.resident.decided as Readonly<Record<string, ResidentWords['decided']['']>>;
  return (facts === null ? undefined : table[reason]?.(facts)) ?? residentReasonOf(reason, words);
}

/** A reason with the facts that made it apply, where they are known. */
export function decidedBy(reason: string, facts: DecisionFacts | null, words: Words): string {
  const table = words.decided as Readonly<Record<string, Words['decided']['']>>;
  return (facts === null ? undefined : table[reason]?.(facts)) ?? reasonOf(reason, words);
}
