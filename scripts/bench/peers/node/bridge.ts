/** The plain Node peer's reconciliation: lines of the file and of the bridge, amounts in centimes. */
import { BRIDGE_LINES, type BridgeTotal, dirhams } from '../../totals.js';
import type { CsvFile } from './csv-file.js';

/** What a household was paid in the prior month: monthly aid, grants, arrears less recovery, net. */
export type PriorRow = [
  id: string,
  province: string,
  composition: string,
  aid: number,
  grants: number,
  adjustments: number,
  net: number,
];
/** Effects of the rules, the registry, time, what is paid once, and arrears (nothing is recovered in the bench). */
type Effects = readonly [rules: number, registry: number, time: number, oneOff: number, adjustment: number];
const NO_EFFECTS: Effects = [0, 0, 0, 0, 0];
const EFFECT_LINES = ['RULES', 'REGISTRY', 'TIME', 'ONE_OFF', 'ADJUSTMENT'] as const;

/** The bridge from the last month to this one, counted household by household, with a file of who changed. */
export class Bridge {
  private readonly lines = new Map(BRIDGE_LINES.map((line) => [line, { families: 0, amount: 0 }]));

  /**
   * @param file where changed, entered and left households are written
   * @param aidOf a composition's monthly aid under today's rules
   */
  constructor(
    private readonly file: CsvFile,
    private readonly aidOf: (composition: string) => number,
  ) {}

  entered(id: string, province: string, net: number): void {
    this.count('ENTERED', net);
    this.count('CURRENT_TOTAL', net);
    this.row(id, province, 'ENTERED', 'FIRST_PAYMENT', 0, NO_EFFECTS, net);
  }

  left([id, , , , , , net]: PriorRow, province: string, reason: string): void {
    this.count('PRIOR_TOTAL', net);
    this.count('LEFT', -net);
    this.row(id, province, 'LEFT', reason, net, NO_EFFECTS, 0);
  }

  /**
   * `aidThen`: the aid, under today's rules, of today's facts looked at on the prior reference date; `now`:
   * today's monthly aid, grants and arrears.
   */
  stayed(
    [id, , composition, aid, grants, adjustments, was]: PriorRow,
    province: string,
    now: { readonly aid: number; readonly grants: number; readonly arrears: number },
    aidThen: number,
  ): void {
    const net = now.aid + now.grants + now.arrears;
    this.count('PRIOR_TOTAL', was);
    this.count('CURRENT_TOTAL', net);
    const priced = this.aidOf(composition);
    const [oneOff, adjustment] = [now.grants - grants, now.arrears - adjustments];
    const effects: Effects = [priced - aid, aidThen - priced, now.aid - aidThen, oneOff, adjustment];
    EFFECT_LINES.forEach((line, i) => {
      if (effects[i] !== 0) this.count(line, effects[i] ?? 0);
    });
    if (net !== was) this.row(id, province, net > was ? 'INCREASED' : 'DECREASED', '', was, effects, net);
  }

  totals(): BridgeTotal[] {
    return [...this.lines].map(([line, { families, amount }]) => ({
      line,
      families,
      amount: dirhams(amount),
    }));
  }

  private count(line: (typeof BRIDGE_LINES)[number], amount: number): void {
    const total = this.lines.get(line);
    if (total === undefined) return;
    total.families++;
    total.amount += amount;
  }

  private row(
    id: string,
    province: string,
    kind: string,
    reason: string,
    was: number,
    effects: Effects,
    net: number,
  ): void {
    this.file.add([
      ...[id, province, kind, reason, dirhams(was), ...effects.map(dirhams)],
      ...[dirhams(net), dirhams(net - was)],
    ]);
  }
}
