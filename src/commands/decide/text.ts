import { countToPeople, dirhams, toPeople } from '../../domain/money.js';
import type { Line } from '../../domain/printable.js';
import type { Decided } from './decide.js';

/** The decision as text: what is decided, the state before it, and what follows. */
export function orderDecisionText({ target, decision, orders, centimes, before }: Decided): Line[] {
  return [
    `${target}  ${decision}`,
    `  orders   ${countToPeople(orders)}, ${toPeople(dirhams(centimes))} DH`,
    ...(before === null ? [] : [`  before   ${before.status}, since ${before.on}`]),
    decision === 'PAID'
      ? '  owed no more; another movement on the account ends this decision'
      : '  owed: the next run pays it; another movement on the account ends this decision',
  ];
}
