import type { DecisionFacts } from './decision.js';
import type { ResidentFacts } from './resident-decision.js';
import type { ResidentWords, Words } from './words.js';

/** How a page is painted; a terminal's Style fits. */
export type Paint = { readonly bold: (text: string) => string; readonly dim: (text: string) => string };

/** Where amounts end, in characters from the left. */
const AMOUNTS_END = 96;

/** A line with an amount at its end, and after it where it comes from. */
export function withAmount(label: string, amount: string, note = ''): string {
  const room = Math.max(1, AMOUNTS_END - label.length - amount.length);
  return `${label}${' '.repeat(room)}${amount}${note === '' ? '' : `  ${note}`}`;
}

const WIDTH = 100;

/** A long line as several: the first indented by `first`, the others by `hanging`. French keeps " :" and " ;" together. */
export function wrapped(text: string, hanging = 2, first = 2): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ (?![:;→])/)) {
    const indent = lines.length === 0 ? first : hanging;
    if (line !== '' && indent + line.length + 1 + word.length > WIDTH) {
      lines.push(' '.repeat(indent) + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, ' '.repeat(lines.length === 0 ? first : hanging) + line];
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
