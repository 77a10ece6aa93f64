import type { LanguageCode } from '../../domain/language.js';
import { readData } from '../../files/read-data.js';

/** What a control measures, in each language, and the file of the run in which to look: the one that names whom it is about. */
export type ControlMeaning = {
  readonly control: string;
  /** A path below the run's folder. */
  readonly file: string;
  /** `share`: measured and limit are shares, shown as percentages; '': they are shown as they are. */
  readonly unit: 'share' | '';
} & Readonly<Record<LanguageCode, string>>;

/** Every control, in the order in which people read of them: causes first, then what follows of them. Source: controls.csv beside it. */
export const CONTROL_MEANINGS: readonly ControlMeaning[] = readData<ControlMeaning>(
  new URL('./controls.csv', import.meta.url),
);

const PLACES = new Map(CONTROL_MEANINGS.map((one, place) => [one.control, { ...one, place }]));

/** Controls in the order in which people read of them; those of a newer program at the end. */
export function inReadingOrder<One extends { readonly control: string }>(controls: readonly One[]): One[] {
  const place = ({ control }: One) => PLACES.get(control)?.place ?? PLACES.size;
  return controls.toSorted((a, b) => place(a) - place(b));
}

/** The meaning of a control; null for one that this program does not know. */
export function controlMeaning(control: string): ControlMeaning | null {
  return PLACES.get(control) ?? null;
}
