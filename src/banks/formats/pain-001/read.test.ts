import { expect, test } from 'vitest';
import { debtorInPain } from './read.js';

test.each([
  [
    '<Dbtr/><DbtrAcct><Id><Othr><Id>310810000000000000000079</Id></Othr></Id></DbtrAcct>',
    '310810000000000000000079',
  ],
  ['<DbtrAcct><Id><IBAN>MA64310810000000000000000079</IBAN></Id></DbtrAcct>', 'MA64310810000000000000000079'],
  ['<CdtrAcct><Id><IBAN>MA64310810000000000000000079</IBAN></Id></CdtrAcct>', null],
])('the account that orders are paid from: %s', (head, account) => expect(debtorInPain(head)).toBe(account));
