/** What a month came to. Programs that do the same job must arrive at the very same figures. */

/** Households of one decision and reason; `entitlement` is their sum in dirhams, as text with two decimals. */
export interface DecisionTotal {
  readonly decision: string;
  readonly reason: string;
  readonly households: number;
  readonly entitlement: string;
}

/** A line of the bridge from the prior month's total to this one's; `amount` in dirhams, signed. */
export interface BridgeTotal {
  readonly line: string;
  readonly families: number;
  readonly amount: string;
}

export interface Totals {
  /** Rows read, good and bad. */
  readonly households: number;
  readonly members: number;
  readonly quarantinedRows: number;
  readonly familiesPaid: number;
  /** Sum of the orders in dirhams, as text with two decimals. */
  readonly net: string;
  readonly decisions: readonly DecisionTotal[];
  readonly bridge: readonly BridgeTotal[];
}

/** The lines of the bridge, in the contract's order. */
export const BRIDGE_LINES = [
  'PRIOR_TOTAL',
  'ENTERED',
  'LEFT',
  'RULES',
  'REGISTRY',
  'TIME',
  'ONE_OFF',
  'ADJUSTMENT',
  'CURRENT_TOTAL',
] as const;

/** Text with two decimals of a whole number of centimes. */
export function dirhams(centimes: number): string {
  const digits = String(Math.abs(centimes)).padStart(3, '0');
  return `${centimes < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Where two programs disagree, one line a figure; empty when they agree to the centime. */
export function disagreements(ours: Totals, theirs: Totals): string[] {
  const [a, b] = [figures(ours), figures(theirs)];
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((name) => a.get(name) !== b.get(name))
    .map((name) => `${name}: ${a.get(name) ?? 'none'} here, ${b.get(name) ?? 'none'} there`);
}

function figures(totals: Totals): Map<string, string> {
  const { decisions, bridge, ...plain } = totals;
  return new Map([
    ...Object.entries(plain).map(([name, value]): [string, string] => [name, String(value)]),
    ...decisions.map((one): [string, string] => [
      `${one.decision} ${one.reason}`.trim(),
      `${one.households} households, ${one.entitlement}`,
    ]),
    ...bridge.map((one): [string, string] => [
      `bridge ${one.line}`,
      `${one.families} families, ${one.amount}`,
    ]),
  ]);
}
