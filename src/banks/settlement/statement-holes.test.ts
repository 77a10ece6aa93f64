import { describe, expect, test } from 'vitest';
import type { StatementHead } from '../../ledger/same-statement.js';
import { holesBetween } from './statement-holes.js';

/** "1 2026-05-29..2026-05-29 100→80": number, period and balances of a statement; "-" for what it does not state. */
function statement(text: string): StatementHead {
  const [sequence = '', period = '', balances = ''] = text
    .split(' ')
    .map((word) => (word === '-' ? '' : word));
  const [from = '', to = from] = period.split('..');
  const [opening, closing] = balances.split('→').map((one) => (one === '' ? null : Number(one)));
  return {
    ...{ account: 'A', statementId: text, page: '', sequence, from, to, datedOn: to },
    ...{ opening: opening ?? null, closing: closing ?? null, copy: false },
  };
}

describe('statements of an account, held against each other', () => {
  test.each<[what: string, statements: string[], holes: string[]]>([
    ['one', ['1 2026-05-29 0→5'], []],
    ['that follow', ['1 2026-05-28 0→5', '2 2026-05-29 5→9'], []],
    ['read in another order', ['2 2026-05-29 5→9', '1 2026-05-28 0→5'], []],
    ['with another balance', ['1 2026-05-28 0→5', '2 2026-05-29 6→9'], ['BALANCE 1']],
    ['a number that lacks, where balances agree', ['1 2026-05-28 0→5', '3 2026-06-01 5→9'], []],
    ['a number that lacks', ['1 2026-05-28', '4 2026-06-02'], ['SEQUENCE 2']],
    ['numbers that restart', ['251 2026-12-31', '1 2027-01-04'], ['PERIOD 1']],
    ['over a weekend', ['- 2026-05-29', '- 2026-06-01'], []],
    ['a day that lacks', ['- 2026-05-29', '- 2026-06-02'], ['PERIOD 1']],
    ['without a period', ['- - 0→', '- - →5'], []],
  ])('%s', (_, statements, holes) => {
    expect(holesBetween(statements.map(statement)).map((one) => `${one.why} ${one.missing}`)).toEqual(holes);
  });

  test('each account by itself, and pages not at all', () => {
    const first = statement('1 2026-05-28 0→5');
    expect(holesBetween([first, { ...statement('2 2026-05-29 7→9'), account: 'B' }])).toEqual([]);
    expect(holesBetween([first, { ...statement('2 2026-05-29 7→9'), page: '1' }])).toEqual([]);
  });
});
