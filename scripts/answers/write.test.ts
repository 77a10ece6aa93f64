import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readAnswers, readStatements } from '#sarf/banks/formats/read-messages.js';
import { FileReader } from '#sarf/files/read-file.js';
import { ENCODINGS, ENVELOPES } from './envelopes.js';
import { FORMATS, type Format } from './messages.js';
import { type Writing, writeAnswers } from './write.js';

/** Each version, envelope, encoding and packing of what institutions answer is read back to one and the same state. */
const folder = mkdtempSync(join(tmpdir(), 'sarf-written-answers-'));
afterAll(() => rmSync(folder, { recursive: true }));

mkdirSync(join(folder, 'run', 'orders', 'POSTE'), { recursive: true });
const ORDERS = Array.from({ length: 200 }, (_, nth) => `ASD-202609-H${String(nth).padStart(10, '0')}`);
writeFileSync(
  join(folder, 'run', 'orders', 'POSTE', '2026-09-POSTE-0001.csv'),
  `order_id,payee,amount,currency,execution_date,motive\n${ORDERS.map((id, nth) => `${id},x,${600 + nth}.50,MAD,2026-09-30,x\n`).join('')}`,
);

let nth = 0;
async function stateOf(more: Partial<Writing>): Promise<string[]> {
  const [path = ''] = await writeAnswers({
    run: join(folder, 'run'),
    rates: { seed: 1, rejected: [['AC04', 0.2]], returned: [['MD07', 0.2]] },
    ...{ format: 'csv', envelope: 'none', encoding: 'UTF-8', packed: null, out: join(folder, `${++nth}`) },
    ...more,
  });
  const said: string[] = [];
  const reader = await FileReader.open(path, basename(path), 'BY_BYTES');
  if ((more.format ?? '').startsWith('camt.053'))
    await readStatements(
      'statement',
      reader.content(),
      (row) =>
        said.push(
          [row.orderId, row.direction, row.centimes, row.messageId, row.reason, row.status].join(' '),
        ),
      (one) => said.push([one.account, one.id, one.datedOn, ...one.balances.values()].join(' ')),
    );
  else
    await readAnswers('answers', reader.content(), (one) =>
      said.push([one.orderId, one.status, one.centimes, one.reason, one.problem].join(' ')),
    );
  await reader.finish();
  await reader.close();
  return said.sort();
}

const of = (message: string) => FORMATS.filter((one) => one.startsWith(message));

describe.each([
  ['pain.002', 200],
  ['camt.054', 190],
  ['camt.053', 20],
])('%s', (message, least) => {
  const [first = 'csv' as Format, ...others] = of(message);
  test('each version', async () => {
    const state = await stateOf({ format: first });
    expect(state.length).toBeGreaterThanOrEqual(least);
    for (const format of others) expect(await stateOf({ format }), format).toEqual(state);
  });

  test('each envelope, encoding and packing', async () => {
    const state = await stateOf({ format: first });
    for (const envelope of ENVELOPES)
      for (const encoding of ENCODINGS)
        for (const packed of [null, 'gz', 'zip'] as const)
          expect(
            await stateOf({ format: first, envelope, encoding, packed }),
            `${envelope} ${encoding} ${packed}`,
          ).toEqual(state);
  });
});

test('CSV in each encoding and packing says of the orders what pain.002 says, and what came back', async () => {
  const state = await stateOf({});
  for (const encoding of ENCODINGS)
    for (const packed of [null, 'gz', 'zip'] as const)
      expect(await stateOf({ encoding, packed }), encoding).toEqual(state);
  const report = await stateOf({ format: 'pain.002.001.10' });
  expect(state.filter((one) => !one.includes('RETURNED'))).toEqual(
    report.filter((one) => one.startsWith('ASD')),
  );
  expect(state.filter((one) => one.includes('RETURNED')).length).toBeGreaterThan(20);
  await expect(stateOf({ envelope: 'soap' })).rejects.toThrow('--envelope: is for XML');
});

test('the declaration says the encoding, and the bytes are in it', async () => {
  await stateOf({ format: 'pain.002.001.10', encoding: 'ISO-8859-1' });
  const text = readFileSync(join(folder, `${nth}`, 'pain002-10-2026-09-POSTE-0001.xml')).toString('latin1');
  expect(text).toContain('encoding="ISO-8859-1"?>\n<!-- inventé -->');
});
