import type { ManifestResidents } from '../archive/manifest.js';
import type { PaidRun } from '../archive/open-run.js';
import { type PriorRun, registersOf, runsOf } from '../archive/prior-run.js';
import { invariant, OperatorError } from '../domain/errors.js';
import { amount, countToPeople, sum, toPeople, toText } from '../domain/money.js';
import { type PaidInProvince, paidByProvince } from '../programmes/families/already-paid.js';
import type { Workspace } from '../workspace/duckdb.js';
import { writeSupplement } from './audit/supplement-file.js';
import type { Computed } from './computed.js';
import type { SupplementMeasures } from './controls/supplement-controls.js';
import type { Finals } from './finals.js';
import type { Figures } from './measure.js';
import type { Month } from './month.js';
import { grantedOnceBy } from './programme-month.js';
import { paidRuns, type Supplement } from './supplement.js';

/** The month as it is with a supplementary run, for controls that look at a month. Amounts are text in dirhams. */
export type MonthSoFar = {
  /** What the runs before it paid, residents of care institutions too. */
  readonly net: string;
  readonly families: number;
  readonly provinces: ReadonlyMap<string, PaidInProvince>;
  readonly monthly: string;
  /** The whole month before. */
  readonly before: { readonly provinces: ReadonlyMap<string, PaidInProvince>; readonly monthly: string };
};

export async function monthSoFar(
  workspace: Workspace,
  supplement: Supplement,
  prior: PriorRun | null,
): Promise<MonthSoFar> {
  const runs = paidRuns(supplement);
  const provinces = await paidByProvince(workspace, registersOf(runs), await grantedOnceBy(runs));
  const before = await paidByProvince(
    workspace,
    registersOf(runsOf(prior)),
    await grantedOnceBy(runsOf(prior)),
  );
  const monthly = (of: typeof provinces) => toText(sum([...of.values()].map((one) => amount(one.monthly))));
  return {
    net: toText(sum(runs.map(({ manifest }) => amount(manifest.totals.net)))),
    families: [...provinces.values()].reduce((families, one) => families + one.families, 0),
    provinces,
    monthly: monthly(provinces),
    before: { provinces: before, monthly: monthly(before) },
  };
}

/** The residents' figures of a supplementary run, with those of the month it adds to; of a regular run its own. */
export function withResidentsPaid(figures: Figures, { supplement, prior }: Month): Figures {
  if (supplement === null) return figures;
  const of = (runs: readonly PaidRun[]) =>
    runs.map(({ manifest }) => manifest.residents).filter((one) => one !== undefined);
  const monthly = (residents: readonly ManifestResidents[]) =>
    sum(residents.map((one) => amount(one.totals.monthly_aid)));
  const before = of(runsOf(prior));
  const paid = before.flatMap((one) => one.decisions).filter((one) => one.decision === 'PAY');
  return {
    ...figures,
    monthly: toText(amount(figures.monthly).plus(monthly(of(paidRuns(supplement))))),
    priorMonthly: toText(monthly(before)),
    paidBefore: paid.reduce((n, one) => n + one.residents, 0),
  };
}

/**
 * What the controls of a supplementary run look at, once its bridge is seen to begin where the one of the run before
 * it ends: with all that LEFT there.
 */
export function supplementMeasures(
  { request, supplement }: Month,
  bridge: Figures['bridge'],
): SupplementMeasures | null {
  if (supplement === null) return null;
  const last = paidRuns(supplement).at(-1);
  const left = last?.manifest.bridge.find((entry) => entry.line === 'LEFT');
  const [start] = bridge;
  invariant(
    left !== undefined &&
      start?.families === left.families &&
      amount(start.amount).equals(amount(left.amount).negated()),
    () => `supplement: its bridge begins with ${start?.amount}, in the run before it ${left?.amount} left`,
  );
  return {
    rules: paidRuns(supplement).every(({ manifest }) => manifest.rules.sha256 === request.rules.sha256),
    bridge: `the ${countToPeople(start?.families ?? 0)} families and ${toPeople(start?.amount ?? '0')} that left in the month's run before this one are where this bridge begins`,
  };
}

/** A supplementary run that pays nobody is none: its extract corrects nothing that keeps anybody from being paid. */
export function refuseEmpty(
  { request, supplement }: Month,
  computed: readonly Computed[],
  finals: Finals,
): void {
  if (supplement === null || computed.some(({ figures }) => figures.paid > 0)) return;
  if ((finals.part?.payments ?? 0) > 0) return;
  const waiting = (computed[0]?.figures.decisions ?? [])
    .filter((one) => one.decision === 'HELD' || one.decision === 'BLOCKED')
    .map((one) => `${one.reason} ${countToPeople(one.assessed)}`);
  throw new OperatorError(
    `${request.period}: there is nobody to pay: with this extract every household payable was paid by the month's earlier runs${waiting.length === 0 ? '' : ` (not payable: ${waiting.join(', ')})`}; nothing was published`,
  );
}

/** Writes whom a supplementary run pays, and what had kept each from it. Returns the file and its rows. */
export async function listSupplement(month: Month, folder: string): Promise<[string, number][]> {
  const last = paidRuns(month.supplement).at(-1);
  if (last === undefined) return [];
  return [await writeSupplement(month.workspace, month.request.period, last.register, folder)];
}
