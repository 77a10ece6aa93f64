/** The plain Node peer's reconciliation: lines of the file and of the bridge, amounts in centimes. */
import { BRIDGE_LINES, type BridgeTotal, dirhams } from '../../totals.js';
import type { CsvFile } from './csv-file.js';

export type PriorRow = [id: string, province: string, composition: string, aid: number, net: number];

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
    this.row(id, province, 'ENTERED', 'FIRST_PAYMENT', 0, [0, 0, 0], net);
  }

  left([id, , , , net]: PriorRow, province: string, reason: string): void {
    this.count('PRIOR_TOTAL', net);
    this.count('LEFT', -net);
    this.row(id, province, 'LEFT', reason, net, [0, 0, 0], 0);
  }

  /** `thenFacts`: the aid, under today's rules, of today's facts looked at on the prior reference date. */
  stayed([id, , composition, aid, was]: PriorRow, province: string, net: number, thenFacts: number): void {
    this.count('PRIOR_TOTAL', was);
    this.count('CURRENT_TOTAL', net);
    const priced = this.aidOf(composition);
    const effects: [number, number, number] = [priced - aid, thenFacts - priced, net - thenFacts];
    if (effects[0] !== 0) this.count('RULES', effects[0]);
    if (effects[1] !== 0) this.count('REGISTRY', effects[1]);
    if (effects[2] !== 0) this.count('TIME', effects[2]);
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
    effects: readonly [number, number, number],
    net: number,
  ): void {
    this.file.add([
      ...[id, province, kind, reason, dirhams(was), ...effects.map(dirhams), '0.00', '0.00'],
      ...[dirhams(net), dirhams(net - was)],
    ]);
  }
}
