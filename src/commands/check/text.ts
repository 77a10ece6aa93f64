import type { Line } from '../../domain/printable.js';
import { flagsOf } from '../../domain/shell.js';
import type { CheckFigure } from '../../month/check-figures.js';
import type { MonthChecked } from '../../month/check-month.js';
import type { Style } from '../../terminal/style.js';
import { left, right, textTable } from '../../terminal/table.js';
import { controlLines } from '../control-lines.js';
import { labelled, type Screen } from '../screen.js';

/** What the check was asked for with, as it was typed. */
type Asked = {
  readonly registry: string;
  readonly out: string;
  readonly config?: string;
  readonly rules?: string;
};

/** What a run would come to, for people: figures beside last month's, the controls that do not pass, and where to look. */
export function checkText(checked: MonthChecked, options: Asked, style: Style, screen: Screen): Line[] {
  const { say } = screen;
  const { manifest, figures, priorPeriod, folder } = checked;
  const status = manifest.status === 'PASS' ? style.good(say`would PASS`) : style.warn(say`would be ON HOLD`);
  return [
    '',
    [style.bold(`${manifest.programme} ${manifest.period}`), say`  check, no run is made  `, status],
    '',
    ...textTable(
      [left(40), right(18), right(18), right(18)],
      [
        ['', manifest.period, priorPeriod ?? say`no month before`, say`change`],
        ...figures.map((one) => cells(one, screen)),
      ],
    ),
    '',
    ...controlLines(manifest.controls, style, screen),
    '',
    ...labelled(say`Files`, folder),
    ...labelled(say`Next`, nextStep(checked, options, screen)),
  ];
}

function cells({ figure, now, before, change, unit }: CheckFigure, screen: Screen): string[] {
  const { money, count, signed, word } = screen;
  const shown = (value: string | null) => {
    if (value === null) return '';
    return unit === 'DH' ? money(value) : count(BigInt(value));
  };
  const more = change !== null && unit !== 'DH' && BigInt(change) > 0n ? '+' : '';
  const moved = change === null ? '' : unit === 'DH' ? signed(change) : `${more}${shown(change)}`;
  return [unit === 'DH' ? `${word(figure)}, DH` : word(figure), shown(now), shown(before), moved];
}

function nextStep(
  { manifest }: MonthChecked,
  { registry, config, rules, out }: Asked,
  { say }: Screen,
): string {
  const run = ['sarf run', ...flagsOf({ period: manifest.period, registry, config, rules, out })].join(' ');
  if (manifest.status === 'PASS') return run;
  return say`look into quarantine.csv and controls.csv there; then correct the extract and check again, or ${run}`;
}
