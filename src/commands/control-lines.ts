import type { Manifest } from '../archive/manifest.js';
import { percentToPeople } from '../domain/money.js';
import type { Line } from '../domain/printable.js';
import { controlMeaning, inReadingOrder } from '../month/controls/meanings.js';
import type { Style } from '../terminal/style.js';
import { labelled, type Screen, screenIn } from './screen.js';

/**
 * The controls that did not pass, a line each: causes first, then what follows of them; shares as percentages. The run keeps
 * its detail in English: in another language it stands behind what the control measures.
 */
export function controlLines(
  controls: Manifest['controls'],
  style: Style,
  screen: Screen = screenIn(),
): Line[] {
  const { say, number, language } = screen;
  const failed = inReadingOrder(controls.filter((control) => control.status !== 'PASS'));
  return [
    ...labelled(
      say`Controls`,
      say`${String(controls.length - failed.length)} of ${String(controls.length)} passed`,
      16,
    ),
    ...failed.map(({ control, measured, limit, status, detail }) => {
      const meaning = controlMeaning(control);
      const shown = (value: string) => (meaning?.unit === 'share' ? number(percentToPeople(value)) : value);
      const most = limit === '' ? '' : say`, limit ${shown(limit)}`;
      const told = language === 'en' || meaning === null ? detail : `${meaning[language]} [${detail}]`;
      const painted = status === 'HOLD' ? style.bad('HOLD') : style.warn('WARN');
      return ['  ', painted, say` ${control}: ${shown(measured)}${most} — ${told}`];
    }),
  ];
}

/** Where to look, of the controls that hold: "quarantined_rows (audit/quarantine.csv), …", causes first. */
export function whereToLook(controls: Manifest['controls']): string {
  return inReadingOrder(controls.filter(({ status }) => status === 'HOLD'))
    .map(({ control }) => `${control} (${controlMeaning(control)?.file ?? 'audit/controls.csv'})`)
    .join(', ');
}
