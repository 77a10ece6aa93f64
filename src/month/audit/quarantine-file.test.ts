import { expect, it } from 'vitest';
import { shownValue } from './quarantine-file.js';

it.each([
  ['birth_date', '31/07/2026', '31/07/2026'],
  ['birth_date', '', ''],
  ['account', '310810000000000000000079', '********************0079'],
  ['account', '310 810 0000000000000000 79', '********************0079'],
  ['account', '79', '79'],
  ['account', '3,1081E+23', '****1E23'],
  // An account that slipped into another column is masked there too; a shorter number is no account.
  ['payee_name', 'A 310810000000000000000079 B', 'A ********************0079 B'],
  ['payee_id', '1234567890123456', '************3456'],
  ['payee_id', '123456789012345', '123456789012345'],
  ['payee_name', 'x'.repeat(60), 'x'.repeat(60)],
  ['payee_name', 'x'.repeat(61), `${'x'.repeat(59)}…`],
  ['payee_name', 'a\u001b[31mb', 'a\\x1b[31mb'],
])('a bad %s is shown: %j', (column, value, shown) => expect(shownValue(column, value)).toBe(shown));
