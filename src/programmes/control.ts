import { countToPeople, decimal, relativeChange, share, shareToText } from '../domain/money.js';

/**
 * A named check. It measures one thing, holds it against a limit of the configuration and says PASS, WARN or HOLD; one
 * HOLD puts the run on hold.
 */
export type ControlStatus = 'PASS' | 'WARN' | 'HOLD';

export type Control = {
  readonly control: string;
  readonly measured: string;
  readonly limit: string;
  readonly status: ControlStatus;
  readonly detail: string;
};

export function pass(control: string, measured: string, limit: string, detail: string): Control {
  return { control, measured, limit, status: 'PASS', detail };
}

/** The relative change between two totals. From nothing to something is a change without limit. */
export function change(control: string, limit: string, now: string, before: string, detail: string): Control {
  const measured = relativeChange(decimal(now), decimal(before));
  if (measured === null) {
    const grew = !decimal(now).isZero();
    return { control, measured: grew ? 'new' : '0', limit, status: grew ? 'HOLD' : 'PASS', detail };
  }
  const status = measured.greaterThan(decimal(limit)) ? 'HOLD' : 'PASS';
  return { control, measured: shareToText(measured), limit, status, detail };
}

export function portion(control: string, limit: string, part: number, whole: number, what: string): Control {
  const measured = share(part, whole);
  return {
    control,
    measured: shareToText(measured),
    limit,
    status: measured.greaterThan(decimal(limit)) ? 'HOLD' : 'PASS',
    detail: `${countToPeople(part)} of ${countToPeople(whole)} ${what}`,
  };
}

/** HOLD when one control says so, else PASS; a WARN is for a person to read. */
export function overallStatus(controls: readonly Control[]): 'PASS' | 'HOLD' {
  return controls.some((control) => control.status === 'HOLD') ? 'HOLD' : 'PASS';
}
