import type { Manifest } from '../archive/manifest.js';
import { percentToPeople } from '../domain/money.js';
import type { Line } from '../domain/printable.js';
import { controlMeaning, inReadingOrder } from '../month/controls/meanings.js';
import type { Style } from '../terminal/style.js';

/** The controls that did not pass, a line each: causes first, then what follows of them; shares as percentages. */
export function controlLines(controls: Manifest['controls'], style: Style): Line[] {
  const failed = inReadingOrder(controls.filter((control) => control.status !== 'PASS'));
  return [
    `Controls        ${controls.length - failed.length} of ${controls.length} passed`,
    ...failed.map(({ control, measured, limit, status, detail }) => {
      const shown = controlMeaning(control)?.unit === 'share' ? percentToPeople : (value: string) => value;
      const most = limit === '' ? '' : `, limit ${shown(limit)}`;
      const painted = status === 'HOLD' ? style.bad('HOLD') : style.warn('WARN');
      return ['  ', painted, ` ${control}: ${shown(measured)}${most} — ${detail}`];
    }),
  ];
}

/** Where to look, of the controls that hold: "quarantined_rows (audit/quarantine.csv), …", causes first. */
export function whereToLook(controls: Manifest['controls']): string {
  return inReadingOrder(controls.filter(({ status }) => status === 'HOLD'))
    .map(({ control }) => `${control} (${controlMeaning(control)?.file ?? 'audit/controls.csv'})`)
    .join(', ');
}
