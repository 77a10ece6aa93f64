import type { MonthChecked } from '../../month/check-month.js';

/** For programs: counts and amounts in dirhams as text. */
export function checkJson({ manifest, figures, priorPeriod, folder }: MonthChecked) {
  return {
    period: manifest.period,
    status: manifest.status,
    before: priorPeriod,
    figures: figures.map(({ figure, now, before, change }) => ({ figure, now, before, change })),
    controls: manifest.controls,
    inputs: manifest.inputs,
    folder,
  };
}
