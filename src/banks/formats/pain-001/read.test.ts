import { expect, test } from 'vitest';
import { headOfPain } from './read.js';

test.each([
  ['<Othr><Id>310810000000000000000079</Id></Othr>', '310810000000000000000079'],
  ['<IBAN>MA64310810000000000000000079</IBAN>', 'MA64310810000000000000000079'],
])('the account that orders are paid from: %s', (id, debtorAccount) =>
  expect(
    headOfPain(
      `<ReqdExctnDt><Dt>2026-09-30</Dt></ReqdExctnDt><DbtrAcct><Id>${id}</Id></DbtrAcct><CdtTrfTxInf><Amt><InstdAmt Ccy="MAD">1.00</InstdAmt></Amt><CdtrAcct><Id><IBAN>MA64000</IBAN></Id></CdtrAcct>`,
    ),
  ).toEqual({ executedOn: '2026-09-30', currency: 'MAD', debtorAccount }),
);
