import { type Control, pass } from '../../programmes/control.js';

/** What the controls look at of a supplementary run, beside all that they look at of its month. */
export type SupplementMeasures = {
  /** Whether the month's earlier runs were computed by the same rules. */
  readonly rules: boolean;
  /** In words, what of the run before it its bridge begins with. */
  readonly bridge: string;
};

export function supplementControls({ rules, bridge }: SupplementMeasures): Control[] {
  return [
    rules
      ? pass('supplement_rules', 'same', 'same', "the rules are those of the month's earlier runs")
      : {
          control: 'supplement_rules',
          measured: 'other',
          limit: 'same',
          status: 'WARN',
          detail: "the month's earlier runs were computed by other rules",
        },
    pass('supplement_bridge', '0', '0', bridge),
  ];
}
