import type { Line } from '../../domain/printable.js';
import { PROVINCES } from '../../domain/provinces.js';
import { wrapped } from '../../domain/wrapped.js';
import type { Answering } from '../explanation.js';
import type { QuarantineRow } from '../facts/audit-rows.js';
import type { DecidedLine } from '../facts/decision.js';
import { wordOf } from '../languages/lookup.js';
import type { PageWords, Words } from '../languages/words.js';
import type { Paint } from './layout.js';

/**
 * A province, as "06.181 El Jadida · الجديدة". The Arabic name comes last, so that right-to-left text moves no other
 * text.
 */
export function provinceLine(provinceCode: string): string {
  const province = PROVINCES.find((one) => one.code === provinceCode);
  return `${provinceCode} ${province?.name ?? ''} · ${province?.nameAr ?? ''}`;
}

/** The month, and the run that the answer comes from, with its seal. */
export function runLine(run: Answering, words: Words): string {
  const which = run.supplement === 0 ? words.page.run : words.page.supplementary(`S${run.supplement}`);
  return `${words.month(run.period)} · ${which} ${run.runId} · ${words.page.seal} ${run.seal}`;
}

/** Said of a run that is not released; no line of one that is. */
export function unreleasedLines(run: Answering, words: Words, paint: Paint): Line[] {
  return run.unreleased === undefined ? [] : [paint.bold(words.page.unreleased[run.unreleased])];
}

/** Said below the outcome of an order that came back, or may have; no line of another. */
export function sinceLines({ since }: Answering, words: Words, paint: Paint): Line[] {
  return since === undefined ? [] : [paint.bold(words.page.since[since.status](since.on))];
}

/** The decision, the line of the decision table that gives it, and why; then the fields that are quarantined. */
export function decisionSection(
  decided: DecidedLine | null,
  why: string,
  quarantined: readonly QuarantineRow[],
  words: Words,
  paint: Paint,
  line: PageWords['line'] = words.page.line,
): Line[] {
  const { page: says } = words;
  const head =
    decided === null ? says.notAssessed : line(wordOf(words.decision, decided.decision), decided.line);
  return [
    paint.bold(says.decision),
    `  ${head}${words.colon}`,
    ...wrapped(why),
    ...quarantined.map((row) => `  ${says.quarantined(row.file, row.line, row.column, row.code)}`),
  ];
}
