import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Forged, reseal } from '../../fixtures/harness/forge.js';
import {
  copyOf,
  jsonOf,
  picture,
  type RunJson,
  runArguments,
  sarf,
  temporaryFolder,
} from '../../fixtures/harness/sarf.js';
import { worldIn } from '../../fixtures/harness/world.js';
import { COLUMNS } from '../registry/columns.js';
import { readPath, Workspace, writePath } from '../workspace/duckdb.js';
import { verifyRun } from './verify.js';

/** `sarf verify` finds any change of any byte, and what of a forgery the folder's own figures contradict. */
const folder = temporaryFolder('tampering');
const out = join(folder, 'out');
const copy = join(folder, 'copy of the run');
let run: RunJson;
let files: string[];

beforeAll(async () => {
  const { extracts } = await worldIn(folder);
  partnerSpeaks(join(extracts, '2026-09'));
  run = jsonOf(await sarf([...runArguments(extracts, '2026-09', out), '--json'], {})); // the process's umask counts
  files = filesBelow(run.folder);
});

/** A ministry says of the first schooled child that it is not. */
function partnerSpeaks(extract: string): void {
  const members = readFileSync(join(extract, 'members.csv'), 'utf8').split('\n');
  const child = members.find((line) => line.includes(',CHILD,Y,'))?.split(',')[1];
  const header = COLUMNS.schooling.join(',');
  writeFileSync(join(extract, 'schooling.csv'), `${header}\n${child},2026-2027,,,N\n`);
  appendFileSync(join(extract, 'control.csv'), 'schooling.csv,1\n');
}

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1));
}

/** The run's folder with something done to it: what verify finds. */
async function differencesAfter(change: (run: string) => void): Promise<readonly string[]> {
  copyOf(run.folder, copy);
  change(copy);
  return (await verifyRun(copy)).differences;
}

describe('the whole run', () => {
  test('proven where it was written and in any copy; exit 0', async () => {
    expect((await sarf(['verify', run.folder])).code).toBe(0);
    const ended = await sarf(['verify', copyOf(run.folder, copy)]);
    expect(ended.stdout).toContain(`proven: run ${run.run_id} of 2026-09`);
    expect(ended.code).toBe(0);
  });

  test('readable by its owner alone', () => {
    for (const path of [out, join(out, 'ledger.sqlite'), join(out, '2026-09'), run.folder])
      expectPrivate(path);
    for (const entry of readdirSync(run.folder, { recursive: true }))
      expectPrivate(join(run.folder, String(entry)));
  });

  test('holds no time, host or path', () => {
    const foreign = [
      folder,
      out,
      hostname(),
      'tmp',
      process.cwd(),
      process.version,
      String(new Date().getFullYear()),
    ];
    const time = /\d{2}:\d{2}(:\d{2})?|\d{4}-\d{2}-\d{2}T|\b1[6-9]\d{8}(\d{3})?\b(?=[",\s])/;
    for (const file of files) {
      const content = readFileSync(join(run.folder, file), 'latin1');
      for (const one of foreign) {
        if (one === '2026') continue; // the invented month's own year
        if (file.endsWith('.parquet') && one.length < 5) continue; // packed bytes hold any few letters
        expect(content.includes(one) && one, `${file} holds ${one}`).toBe(false);
      }
      if (!file.endsWith('.parquet')) expect(content.match(time)?.[0], file).toBeUndefined();
    }
  });
});

function expectPrivate(path: string): void {
  const stat = statSync(path);
  expect((stat.mode & 0o777).toString(8), path).toBe(stat.isDirectory() ? '700' : '600');
}

describe('any one change is found', () => {
  const flip = (path: string, at: (bytes: number) => number) => {
    const bytes = readFileSync(path);
    const index = at(bytes.length);
    bytes[index] = (bytes[index] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  };
  const changes: Record<string, (path: string) => void> = {
    'its first byte': (path) => flip(path, () => 0),
    'a byte in the middle': (path) => flip(path, (bytes) => bytes >> 1),
    'its last byte': (path) => flip(path, (bytes) => bytes - 1),
    'a byte more': (path) => appendFileSync(path, '\n'),
    'a byte less': (path) => truncateSync(path, statSync(path).size - 1),
    emptied: (path) => truncateSync(path, 0),
    deleted: (path) => rmSync(path),
    'another name': (path) => renameSync(path, `${path}.bak`),
    'a link to its like': (path) => {
      renameSync(path, join(folder, 'like'));
      symlinkSync(join(folder, 'like'), path);
    },
    'a folder in its place': (path) => {
      rmSync(path);
      mkdirSync(path);
    },
    'a pipe in its place': (path) => {
      rmSync(path);
      execFileSync('mkfifo', [path]);
    },
    'a device in its place': (path) => {
      rmSync(path);
      symlinkSync('/dev/zero', path);
    },
  };
  for (const [name, change] of Object.entries(changes)) {
    test(`of every file: ${name}`, async () => {
      copyOf(run.folder, copy);
      for (const file of files) {
        const path = join(copy, file);
        change(path);
        expect((await verifyRun(copy)).differences.join('\n'), file).toContain(file);
        for (const left of [path, `${path}.bak`]) rmSync(left, { recursive: true, force: true });
        copyFileSync(join(run.folder, file), path);
      }
      expect(picture(copy)).toEqual(picture(run.folder)); // one change at a time
    });
  }

  const additions: Record<string, (run: string) => void> = {
    'a file': (run) => writeFileSync(join(run, 'notes.txt'), ''),
    'a hidden file': (run) => writeFileSync(join(run, 'audit', '.notes'), ''),
    'an order file': (run) => writeFileSync(join(run, 'orders', 'POSTE', '2026-09-POSTE-0002.csv'), ''),
    'an empty folder': (run) => mkdirSync(join(run, 'empty')),
    'a folder of orders': (run) => mkdirSync(join(run, 'orders', 'OTHER')),
    'a link': (run) => symlinkSync('manifest.json', join(run, 'link')),
  };
  for (const [name, add] of Object.entries(additions)) {
    test(`${name} added`, async () => {
      expect(await differencesAfter(add)).toEqual([expect.stringContaining('is not in the manifest')]);
    });
  }

  test.each(['orders', 'orders/POSTE', 'members'])(
    'a file in place of the folder %s: each of its files is missing; exit 4',
    async (name) => {
      const path = join(copyOf(run.folder, copy), name);
      rmSync(path, { recursive: true });
      writeFileSync(path, '');
      const ended = await sarf(['verify', copy]);
      expect([ended.code, ended.stderr]).toEqual([4, '']);
      expect(ended.stdout).toMatch(/^NOT proven: /);
      const inside = files.filter((file) => file.startsWith(`${name}/`));
      expect(inside).not.toEqual([]);
      for (const file of inside) expect(ended.stdout).toContain(`  ${file}: is missing\n`);
    },
  );

  const manifests: Record<string, (manifest: string) => string> = {
    'white space': (manifest) => manifest.replace('{', '{ '),
    'Windows line ends': (manifest) => manifest.replaceAll('\n', '\r\n'),
    'a byte-order mark': (manifest) => `\ufeff${manifest}`,
    'keys in another order': (manifest) => {
      const { seal, ...rest } = JSON.parse(manifest);
      return `${JSON.stringify({ seal, ...rest }, null, 2)}\n`;
    },
    'a key twice': (manifest) => manifest.replace('{', '{\n  "kind": "regular",'),
    'another seal': (manifest) =>
      manifest.replace(/"seal": "(.)/, (_, one) => `"seal": "${one === 'a' ? 'b' : 'a'}`),
    'another total': (manifest) => manifest.replace(/"net": "\d/, '"net": "9'),
    'no JSON': () => 'PASS',
    'a list': () => '[]\n',
    null: () => 'null\n',
  };
  for (const [name, change] of Object.entries(manifests)) {
    test(`manifest.json: ${name}`, async () => {
      const differences = await differencesAfter((run) => {
        const path = join(run, 'manifest.json');
        writeFileSync(path, change(readFileSync(path, 'utf8')));
      });
      expect(differences.join()).toMatch(/^manifest\.json /);
    });
  }

  test('exit 4, and the difference is said; 2 where there is no folder', async () => {
    const order = join(copyOf(run.folder, copy), 'orders', 'POSTE', '2026-09-POSTE-0001.csv');
    flip(order, (bytes) => bytes >> 1);
    const ended = await sarf(['verify', copy], {});
    expect(ended.code).toBe(4);
    expect(ended.stdout).toMatch(
      /NOT proven: .*\n {2}orders\/POSTE\/2026-09-POSTE-0001\.csv: its bytes are not/,
    );
    expect((await sarf(['verify', join(folder, 'nowhere')])).code).toBe(2);
  });

  test('permissions are no part of the proof', async () => {
    expect(await differencesAfter((run) => chmodSync(join(run, 'register.parquet'), 0o400))).toEqual([]);
  });
});

const ORDERS = 'orders/POSTE/2026-09-POSTE-0001.csv';

/** Changes the first order of an institution, field by field. */
function forgeOrder(run: string, change: (fields: Record<string, string>) => void): void {
  const path = join(run, ORDERS);
  const [header = '', first = '', ...rest] = readFileSync(path, 'utf8').split('\n');
  const names = header.split(',');
  const fields = Object.fromEntries(first.split(',').map((value, i) => [names[i] ?? '', value]));
  change(fields);
  writeFileSync(path, [header, names.map((name) => fields[name]).join(','), ...rest].join('\n'));
}

/** Rewrites the register with its columns changed in SQL. */
async function forgeRegister(run: string, select: string): Promise<void> {
  const path = join(run, 'register.parquet');
  const workspace = await Workspace.open(':memory:', folder, { memory: '1GB', threads: 1 });
  await workspace.run(`CREATE TABLE r AS FROM read_parquet(${readPath(path)}, hive_partitioning = false)`);
  await workspace.run(`COPY (${select}) TO ${writePath(path)} (FORMAT parquet)`);
  workspace.close();
}

describe('sealed again, and yet contradicted by its own figures', () => {
  test('sealing again an untouched run proves as before: the forger below forges as intended', async () => {
    expect(await differencesAfter((run) => reseal(run))).toEqual([]);
  });

  const orders: Record<string, (fields: Record<string, string>) => void> = {
    'one dirham more': (order) => {
      order.amount = `${Number(order.amount) + 1}.00`;
    },
    'a third decimal': (order) => {
      order.amount += '4';
    },
    'a blank amount': (order) => {
      order.amount = '';
    },
    'an amount in words': (order) => {
      order.amount = 'much';
    },
    'another household': (order) => {
      order.household_id = 'H9999999999';
    },
    'another reference': (order) => {
      order.order_id += 'X';
    },
    'no reference': (order) => {
      order.order_id = '';
    },
    'another institution': (order) => {
      order.provider = 'CASHPLUS';
    },
    'no institution': (order) => {
      order.provider = '';
    },
    'another month': (order) => {
      order.period = '2026-10';
    },
    'another remittance': (order) => {
      order.remittance = 'ASD 2026-10 X';
    },
  };
  for (const [name, change] of Object.entries(orders)) {
    test(`an order: ${name}`, async () => {
      const differences = await differencesAfter((run) => {
        forgeOrder(run, change);
        reseal(run);
      });
      expect(differences).not.toEqual([]);
    });
  }

  test('an order twice; an order left out', async () => {
    for (const rewrite of [
      (lines: string[]) => [...lines.slice(0, 2), ...lines.slice(1)],
      (lines: string[]) => [...lines.slice(0, 1), ...lines.slice(2)],
    ]) {
      const differences = await differencesAfter((run) => {
        const path = join(run, ORDERS);
        writeFileSync(path, rewrite(readFileSync(path, 'utf8').split('\n')).join('\n'));
        reseal(run);
      });
      expect(differences.join()).toContain('orders');
    }
  });

  const registers: Record<string, string> = {
    'a net': "SELECT * REPLACE (CASE WHEN decision = 'PAY' THEN net + 1 ELSE net END AS net) FROM r",
    'a net and its component, consistently': `SELECT * REPLACE (net + 1 AS net, entitlement + 1 AS entitlement,
      flat_rate + 1 AS flat_rate) FROM r WHERE decision = 'PAY' UNION ALL FROM r WHERE decision <> 'PAY' ORDER BY household_id`,
    'a decision':
      "SELECT * REPLACE (CASE decision WHEN 'BLOCKED' THEN 'PAY' ELSE decision END AS decision) FROM r",
    'two rows in each other’s place': 'FROM r ORDER BY household_id DESC',
    'a province': "SELECT * REPLACE ('01.051' AS province_code) FROM r",
    'a composition':
      "SELECT * REPLACE (CASE WHEN composition IS NOT NULL THEN 'none' END AS composition) FROM r",
    'a column left out': 'SELECT * EXCLUDE (net) FROM r',
    'no row at all': 'FROM r WHERE false',
  };
  for (const [name, select] of Object.entries(registers)) {
    test(`the register: ${name}`, async () => {
      copyOf(run.folder, copy);
      await forgeRegister(copy, select);
      reseal(copy);
      expect((await verifyRun(copy)).differences).not.toEqual([]);
    });
  }

  test.each([
    ['another value', (text: string) => text.replace(',Y,N,', ',N,Y,')],
    ['another person', (text: string) => text.replace(/,P\d+,/, ',P0000000000,')],
    ['one more', (text: string) => `${text}${text.split('\n')[1]}\n`],
    ['none', (text: string) => `${text.split('\n')[0]}\n`],
  ])('the overrides of a partner: %s', async (_, rewrite) => {
    const differences = await differencesAfter((run) => {
      const path = join(run, 'audit', 'overrides.csv');
      writeFileSync(path, rewrite(readFileSync(path, 'utf8')));
      reseal(run);
    });
    expect(differences.join()).toContain('audit/overrides.csv: ');
  });

  test('the register is no Parquet file', async () => {
    const differences = await differencesAfter((run) => {
      writeFileSync(join(run, 'register.parquet'), 'not at all');
      reseal(run);
    });
    expect(differences.join()).toContain('cannot be read as a run');
  });

  /** Two lines of a file changed so that its sums stay. */
  const swaps: Record<string, [file: string, column: string]> = {
    'two provinces': ['audit/territory.csv', 'net'],
    'two regions': ['audit/territory-regions.csv', 'net'],
    'two offices': ['audit/territory-offices.csv', 'children'],
    'two compositions': ['audit/compositions.csv', 'paid_total'],
    'two households of the reconciliation': ['audit/reconciliation.csv', 'net'],
  };
  for (const [name, [file, column]] of Object.entries(swaps)) {
    test(`${name} changed against each other`, async () => {
      const differences = await differencesAfter((run) => {
        const path = join(run, file);
        const lines = readFileSync(path, 'utf8').split('\n');
        const at = (lines[0] ?? '').split(',').indexOf(column);
        const value = (line: string) => line.split(',')[at];
        const one = lines.findIndex((line, i) => i > 0 && !['0.00', undefined].includes(value(line)));
        const two = lines.findIndex(
          (line, i) => i > 0 && ![undefined, value(lines[one] ?? '')].includes(value(line)),
        );
        const [a = '', b = ''] = [lines[one], lines[two]];
        const put = (line: string, cell: string | undefined) =>
          line
            .split(',')
            .map((old, i) => (i === at ? cell : old))
            .join(',');
        [lines[one], lines[two]] = [put(a, value(b)), put(b, value(a))];
        writeFileSync(path, lines.join('\n'));
        reseal(run);
      });
      expect(differences.join()).toContain(file);
    });
  }

  const INDICATORS = 'audit/indicators.csv';
  const afterIndicators = (change: (lines: string[]) => readonly string[]) =>
    differencesAfter((run) => {
      const path = join(run, INDICATORS);
      writeFileSync(path, change(readFileSync(path, 'utf8').split('\n')).join('\n'));
      reseal(run);
    });

  const digit = (text: string | undefined) =>
    text?.replace(/[1-9]/, (one) => String((Number(one) % 9) + 1)) ?? '';
  test.each<[string, (cells: string[]) => void]>([
    [
      'its value',
      (cells) => {
        cells[3] = digit(cells[3]);
      },
    ],
    [
      'its numerator',
      (cells) => {
        cells[4] = digit(cells[4]);
      },
    ],
    [
      'its value and its numerator',
      (cells) => {
        cells[3] = digit(cells[3]);
        cells[4] = digit(cells[4]);
      },
    ],
    [
      'its denominator',
      (cells) => {
        cells[5] = digit(cells[5]);
      },
    ],
  ])('every indicator: %s', async (_, forge) => {
    const forged: string[] = [];
    const differences = await afterIndicators((lines) =>
      lines.map((line, i) => {
        const cells = line.split(',');
        forge(cells);
        if (i === 0 || line === '' || cells.join() === line) return line;
        forged.push(cells.slice(0, 3).filter(Boolean).join(' '));
        return cells.join();
      }),
    );
    expect(forged.length).toBeGreaterThan(10);
    const unsaid = forged.filter(
      (name) => !differences.some((one) => one.includes(`${INDICATORS}: ${name}: `)),
    );
    expect(unsaid).toEqual([]);
  });

  test('an indicator left out, twice, or the file not listed', async () => {
    expect(await afterIndicators((all) => all.toSpliced(1, 1))).not.toEqual([]);
    expect(await afterIndicators((all) => [...all.slice(0, 2), ...all.slice(1)])).not.toEqual([]);
    expect(
      await afterIndicators((all) => all.toSpliced(2, 0, 'families,REASON,CLOSED,3,,,families')),
    ).not.toEqual([]);
    const differences = await differencesAfter((run) => {
      reseal(run, (manifest) => {
        manifest.files = manifest.files.filter((file) => file.path !== INDICATORS);
      });
      rmSync(join(run, INDICATORS));
    });
    expect(differences).toEqual([`${INDICATORS}: is not in the manifest`]);
  });

  test('a grant in doubt of a child who is none of the household', async () => {
    const file = 'audit/grants-in-doubt.csv';
    const differences = await differencesAfter((run) => {
      appendFileSync(join(run, file), 'NOBODY,NOCHILD,BIRTH_FIRST,2000.00,SAME_LEVEL\n');
      reseal(run);
    });
    expect(differences).toEqual([`${file}: 1 rows are no child of the run whose grant was not made`]);
  });

  test.each<[string, (lines: string[]) => string[], RegExp]>([
    [
      'leaves a household out',
      ([, ...others]) => others,
      /beneficiaries that the registers do not pay are missing/,
    ],
    [
      'gives another reason',
      ([first = '', ...others]) => [
        first.replace(/,(INELIGIBLE|HELD),\w+,/, ',HELD,ACCOUNT_INVALID,'),
        ...others,
      ],
      /rows are not what the registers say/,
    ],
    [
      'does not say what has to happen',
      ([first = '', ...others]) => [first.replace(/^((?:[^,]*,){5})("[^"]*"|[^,]*),/, '$1,'), ...others],
      /do not say what has to happen/,
    ],
  ])(
    'the list of who is not paid: one that %s is found, and so are the provinces\u2019',
    async (_, change, said) => {
      const file = 'audit/not-paid.csv';
      const differences = await differencesAfter((run) => {
        const [header = '', ...lines] = readFileSync(join(run, file), 'utf8').trimEnd().split('\n');
        writeFileSync(join(run, file), `${[header, ...change(lines)].join('\n')}\n`);
        reseal(run);
      });
      expect(differences.join('\n')).toMatch(said);
      expect(differences).toContain(
        'audit/by-province: the files of provinces and offices are not the rows of audit/not-paid.csv',
      );
    },
  );

  test('a province with families put under another office', async () => {
    const differences = await differencesAfter((run) => {
      const path = join(run, 'audit/territory.csv');
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, text.replace(/(,[1-9]\d*,.*),CENTRE$/m, '$1,ELJADIDA'));
      reseal(run);
    });
    expect(differences).toContain('audit/territory-offices.csv: is not what the provinces add up to');
  });

  const manifests: Record<string, (manifest: Forged) => void> = {
    'another net total': (manifest) => {
      (manifest.totals as { net: string }).net = '1.00';
    },
    'a hold that passed': (manifest) => {
      manifest.status = 'HOLD';
    },
    'another month': (manifest) => {
      manifest.period = '2026-10';
    },
    'other counts': (manifest) => {
      (manifest.counts as { quarantined_rows: number }).quarantined_rows = 7;
    },
    'overrides of a partner that no file lists': (manifest) => {
      const partner = { source: 'schooling', overrides: [{ field: 'schooled', members: 2 }] };
      Object.assign(manifest.counts as object, { partners: [partner] });
    },
    'no files': (manifest) => {
      manifest.files = [];
    },
    'files that are no list': (manifest) => {
      Object.assign(manifest, { files: 'none' });
    },
    'no totals': (manifest) => {
      delete (manifest as Record<string, unknown>).totals;
    },
    'a file outside the folder': (manifest) => {
      manifest.files.push({ path: '../../ledger.sqlite', sha256: '0'.repeat(64), bytes: 1 });
    },
  };
  for (const [name, change] of Object.entries(manifests)) {
    test(`the manifest: ${name}`, async () => {
      expect(await differencesAfter((run) => reseal(run, change))).not.toEqual([]);
    });
  }

  test('a forgery is exit 4 like any difference', async () => {
    copyOf(run.folder, copy);
    forgeOrder(copy, (order) => {
      order.amount = 'much';
    });
    reseal(copy);
    const ended = await sarf(['verify', copy, '--json']);
    expect(ended.code, ended.stderr).toBe(4);
    expect(JSON.parse(ended.stdout)).toMatchObject({ proven: false });
  });
});
