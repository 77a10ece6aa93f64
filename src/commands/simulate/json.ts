import type { DatedValue } from '../../rules/load.js';
import type { EffectLine, ReformEffect } from './effects.js';
import type { Simulation } from './simulate.js';

/** What a reform changes in a month, for programs: amounts are dirhams as text. */
export function simulationJson(simulation: Simulation) {
  const { effects } = simulation;
  const { component, region, province, family_type, children_paid } = effects.breakdowns;
  return {
    programme: simulation.programme,
    period: simulation.period,
    as_of: simulation.asOf,
    run_id: simulation.runId,
    seal: simulation.seal,
    answer: simulation.answer,
    not_recomputed: simulation.notRecomputed,
    differences: simulation.differences.map((one) => ({
      parameter: one.parameter,
      label: one.label.en,
      unit: one.unit,
      before: valueJson(one.before),
      after: valueJson(one.after),
    })),
    next_difference: simulation.nextDifference,
    total: effectJson(effects.total),
    twelve_months_change: simulation.twelveMonths,
    by: {
      component: component.map(lineJson),
      region: region.map(lineJson),
      province: province.map(lineJson),
      family_type: family_type.map(lineJson),
      children_paid: children_paid.map(lineJson),
    },
    changes: effects.buckets.map((one) => ({
      direction: one.direction,
      above: one.above,
      up_to: one.upTo,
      families: one.families,
      amount: one.amount,
    })),
    entering: effects.entering,
    leaving: effects.leaving,
    owed: {
      families_before: effects.owed.familiesBefore,
      families_after: effects.owed.familiesAfter,
      before: effects.owed.before,
      after: effects.owed.after,
    },
  };
}

function valueJson(dated: DatedValue | null) {
  return dated === null
    ? null
    : {
        value: dated.value,
        from: dated.from,
        reference: dated.reference?.en ?? null,
        assumed: dated.assumed?.en ?? null,
      };
}

function lineJson(line: EffectLine) {
  return { key: line.key, label: line.label, ...effectJson(line) };
}

function effectJson(one: ReformEffect) {
  return {
    families_before: one.familiesBefore,
    families_after: one.familiesAfter,
    before: one.before,
    after: one.after,
    change: one.change,
    winners: { families: one.winners, amount: one.won },
    losers: { families: one.losers, amount: one.lost },
  };
}
