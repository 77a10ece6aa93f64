import { REASON_CODES, STATUS_CODES } from '../banks/formats/codes.js';
import type { Line } from '../domain/printable.js';
import { left, textTable } from '../terminal/table.js';

/** What `sarf help` prints besides commands: the institutions' codes, in the order of the code. */
export function helpTopic(topic: 'statuses' | 'reasons'): Line[] {
  return topic === 'statuses' ? statuses() : reasons();
}

function statuses(): Line[] {
  return [
    'What institutions say of orders and files (ISO 20022, external code sets, first quarter of 2025):',
    '',
    ...textTable(
      [left(), left(0, 2), left(0, 2)],
      [
        ['code', 'an order is', 'meaning'],
        ...STATUS_CODES.map((one) => [one.code, CONSEQUENCES[one.consequence], one.meaning]),
      ],
    ),
  ];
}

const CONSEQUENCES = {
  ACCEPTED: 'ACCEPTED',
  PAID: 'PAID',
  REJECTED: 'REJECTED',
  RETURNED: 'RETURNED',
  PENDING: 'nothing yet',
  EXCEPTION: 'an exception',
} as const;

function reasons(): Line[] {
  return [
    'Why institutions reject and return (ISO 20022, external code sets, first quarter of 2025):',
    '  holds      the household is not paid until its account, or its payee, is another',
    '  duplicate  it is another sending that is rejected: what was sent first stands',
    '  sending    of a whole file: it may be sent again',
    '',
    ...textTable(
      [left(), left(0, 2), left(0, 2)],
      [
        ['code', 'follows', 'meaning'],
        ...REASON_CODES.map((one) => [
          one.code,
          one.holds === 'Y'
            ? 'holds'
            : one.duplicate === 'Y'
              ? 'duplicate'
              : one.sending === 'Y'
                ? 'sending'
                : '',
          one.meaning,
        ]),
      ],
    ),
  ];
}
