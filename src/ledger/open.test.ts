import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from './open.js';

const folder = mkdtempSync(join(tmpdir(), 'sarf-open-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** SQLite's number for EXTRA; FULL is 2. */
const EXTRA = 3;

test('a transaction outlives a power cut right after it: the deletion of its journal is synced', () => {
  for (const moment of ['made', 'opened again']) {
    const db = openDatabase(join(folder, 'ledger.sqlite'), false);
    expect(db.pragma('synchronous', { simple: true }), moment).toBe(EXTRA);
    // What EXTRA adds it adds to a journal that is deleted, and to no other.
    expect(db.pragma('journal_mode', { simple: true }), moment).toBe('delete');
    db.close();
  }
});
