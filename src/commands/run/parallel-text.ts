import type { Manifest } from '../../archive/manifest.js';
import { countToPeople, toPeople, toPeopleSigned } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import { textTable } from '../../terminal/table.js';
import { FIGURES } from './shown.js';

/** In the order in which they are shown. */
const AGAINST_OTHER: Readonly<Record<string, string>> = {
  ONLY_HERE: 'Paid here alone',
  ONLY_THERE: 'Paid there alone',
  HELD: 'Paid there, held here',
  ENTITLEMENT: 'Another entitlement',
  ARREARS: 'Other arrears',
  RECOVERY: 'Another recovery',
  ROUNDING: 'Less than a dirham',
};

/** What another system pays otherwise; nothing where the month was compared with none. */
export function parallelLines({ parallel }: Manifest): Line[] {
  if (parallel === undefined) return [];
  const { families, other_net, alike, causes } = parallel;
  return [
    '',
    ...textTable(FIGURES, [
      ['Against the other system', 'families', 'DH'],
      ['  Paid there', countToPeople(families), toPeople(other_net)],
      ...Object.entries(AGAINST_OTHER).flatMap(([cause, label]) =>
        causes
          .filter((one) => one.cause === cause)
          .map((one) => [`  ${label}`, countToPeople(one.families), toPeopleSigned(one.difference)]),
      ),
      ['  Paid the same', countToPeople(alike), ''],
    ]),
    `${causes.length === 0 ? 'nothing differs' : 'each difference in audit/parallel.csv'}; it changes no payment`,
  ];
}
