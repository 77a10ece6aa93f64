import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import type { LanguageCode } from '../../domain/language.js';

/** What a control measures, in each language, and the file of the run in which to look. */
export type ControlMeaning = {
  readonly control: string;
  /** A path below the run's folder. */
  readonly file: string;
} & Readonly<Record<LanguageCode, string>>;

/** Every control, in the order in which people read of them. Source: controls.csv beside it. */
export const CONTROL_MEANINGS: readonly ControlMeaning[] = parse(
  readFileSync(new URL('./controls.csv', import.meta.url)),
  { columns: true },
) as ControlMeaning[];
