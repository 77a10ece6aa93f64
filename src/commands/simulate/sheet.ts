import { amount, toText } from '../../domain/money.js';
import { BREAKDOWNS, type Bucket, type ReformEffect, type ReformEffects } from './effects.js';

/** The columns of the sheet of all breakdowns. A cell that a row does not have is blank. */
export const SHEET_COLUMNS = [
  'breakdown',
  'key',
  'label',
  'families_before',
  'families_after',
  'before',
  'after',
  'change',
  'winners',
  'won',
  'losers',
  'lost',
] as const;

type Cell = string | number | null;

export function sheet({ total, breakdowns, buckets, entering, leaving, owed }: ReformEffects): Cell[][] {
  const nothing: Cell[] = [null, null, null, null];
  return [
    ['total', '', 'families paid', ...figures(total)],
    ...BREAKDOWNS.flatMap((name) =>
      breakdowns[name].map((line): Cell[] => [name, line.key, line.label, ...figures(line)]),
    ),
    ...buckets.map((one): Cell[] => {
      const own = [one.families, one.amount];
      const [more, less] = [
        one.direction === 'MORE' ? own : [0, '0.00'],
        one.direction === 'LESS' ? own : [0, '0.00'],
      ];
      return [
        'change',
        one.direction,
        bucketLabel(one),
        one.families,
        null,
        null,
        null,
        one.amount,
        ...more,
        ...less,
      ];
    }),
    [
      'paid',
      'ENTERING',
      'newly paid',
      ...nothing,
      entering.amount,
      entering.families,
      entering.amount,
      0,
      '0.00',
    ],
    [
      'paid',
      'LEAVING',
      'no longer paid',
      ...nothing,
      leaving.amount,
      0,
      '0.00',
      leaving.families,
      leaving.amount,
    ],
    [
      'owed',
      '',
      'owed and not paid out (blocked, held)',
      ...[owed.familiesBefore, owed.familiesAfter, owed.before, owed.after],
      toText(amount(owed.after).minus(amount(owed.before))),
      ...nothing,
    ],
  ];
}

function figures(one: ReformEffect): Cell[] {
  return [
    one.familiesBefore,
    one.familiesAfter,
    one.before,
    one.after,
    one.change,
    one.winners,
    one.won,
    one.losers,
    one.lost,
  ];
}

/** "50.01 to 100.00 more". */
export function bucketLabel({ direction, above, upTo }: Bucket): string {
  if (direction === 'SAME' || above === null) return 'the same';
  const word = direction.toLowerCase();
  return upTo === null ? `above ${above} ${word}` : `${above.replace('.00', '.01')} to ${upTo} ${word}`;
}
