import { toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import { left, right, textTable } from '../../terminal/table.js';
import type { CapitalAccount } from './capital.js';

/** What a resident was paid, one line a month, and what is missing from the capital guaranteed at majority. */
export function capitalText(account: CapitalAccount): Line[] {
  const { guaranteed, missing } = account;
  return [
    `${account.personId}  ${account.category}`,
    ...textTable(
      [left(7), right(15), right(15), right(15), right(15), left(0, 2)],
      [
        ['', 'monthly aid', 'capital top-up', 'paid so far', guaranteed === null ? '' : 'missing'],
        ...account.months.map((month) => [
          month.period,
          toPeople(month.monthlyAid),
          toPeople(month.capitalTopup),
          toPeople(month.cumulated),
          month.missing === null ? '' : toPeople(month.missing),
          month.opening === null ? '' : 'paid before, as the opening says',
        ]),
      ],
    ),
    guaranteed === null || missing === null
      ? `Paid so far ${toPeople(account.paid)} DH; no capital is guaranteed to the elderly.`
      : `Paid so far ${toPeople(account.paid)} DH of the ${toPeople(guaranteed)} guaranteed at majority; missing ${toPeople(missing)}.`,
  ];
}
