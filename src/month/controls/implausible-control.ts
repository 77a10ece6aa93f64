import type { LimitName } from '../../config/load.js';
import { type Control, portion } from '../../programmes/control.js';

/** A WARN above the limit: a person must look at the list. */
export function implausibleControl(
  households: number,
  assessed: number,
  limits: Readonly<Record<LimitName, string>>,
): Control {
  const what = 'assessed households hold what cannot be; audit/implausible.csv lists it';
  const control = portion('implausible', limits.implausible, households, assessed, what);
  return control.status === 'HOLD' ? { ...control, status: 'WARN' } : control;
}
