import { countToPeople, toPeople, toPeopleSigned } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import { quoted } from '../../domain/shell.js';
import type { CheckFigure } from '../../month/check-figures.js';
import type { MonthChecked } from '../../month/check-month.js';
import type { Style } from '../../terminal/style.js';
import { left, right, textTable } from '../../terminal/table.js';
import { controlLines } from '../control-lines.js';

/** What the check was asked for with, as it was typed. */
type Asked = {
  readonly registry: string;
  readonly out: string;
  readonly config?: string;
  readonly rules?: string;
};

/** What a run would come to, for people: figures beside last month's, the controls that do not pass, and where to look. */
export function checkText(checked: MonthChecked, options: Asked, style: Style): Line[] {
  const { manifest, figures, priorPeriod, folder } = checked;
  const status = manifest.status === 'PASS' ? style.good('would PASS') : style.warn('would be ON HOLD');
  return [
    '',
    [style.bold(`${manifest.programme} ${manifest.period}`), '  check, no run is made  ', status],
    '',
    ...textTable(
      [left(40), right(18), right(18), right(18)],
      [['', manifest.period, priorPeriod ?? 'no month before', 'change'], ...figures.map(cells)],
    ),
    '',
    ...controlLines(manifest.controls, style),
    '',
    `Files     ${folder}`,
    `Next      ${nextStep(checked, options)}`,
  ];
}

function cells({ figure, now, before, change, unit }: CheckFigure): string[] {
  const shown = (value: string | null) => {
    if (value === null) return '';
    return unit === 'DH' ? toPeople(value) : countToPeople(BigInt(value));
  };
  const moved = change === null ? '' : unit === 'DH' ? toPeopleSigned(change) : signed(change);
  return [unit === 'DH' ? `${figure}, DH` : figure, shown(now), shown(before), moved];
}

function signed(change: string): string {
  const count = BigInt(change);
  return count > 0n ? `+${countToPeople(count)}` : countToPeople(count);
}

function nextStep({ manifest }: MonthChecked, { registry, config, rules, out }: Asked): string {
  const given = Object.entries({ period: manifest.period, registry, config, rules, out });
  const flags = given.flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag} ${quoted(value)}`]));
  const run = `sarf run ${flags.join(' ')}`;
  if (manifest.status === 'PASS') return run;
  return `look into quarantine.csv and controls.csv there; then correct the extract and check again, or ${run}`;
}
