import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compositionText, fromText } from '../../domain/composition.js';
import { OperatorError, unreadable } from '../../domain/errors.js';
import { centimesOf, dirhams, toText } from '../../domain/money.js';
import { type Period, referenceDate, schoolYear } from '../../domain/period.js';
import { StrictFaults } from '../../month/audit/strict-faults.js';
import { assess } from '../../programmes/families/assess.js';
import {
  readStrictly,
  type StrictFault,
  type StrictRow,
  type StrictSummary,
} from '../../registry/strict-file.js';
import type { Parameters } from '../../rules/parameters.js';
import type { HandedColumns, HandedRow, Workspace } from '../../workspace/duckdb.js';
import { ONCE, OPENING_COLUMNS, OPENING_FILES, type OpeningFile } from './columns.js';

/**
 * The opening balances, read into tables `opening_register`, `opening_grants`, `opening_capital`, `opening_debts` and
 * `opening_balances`; centimes. A file that is not there leaves its table empty.
 */
export const openingTable = (file: OpeningFile) => `opening_${file}`;

const LINE = { line: 'INTEGER' } as const;
const HANDED: Readonly<Record<OpeningFile, HandedColumns<string>>> = {
  register: {
    ...LINE,
    household_id: 'VARCHAR',
    province_code: 'VARCHAR',
    composition: 'VARCHAR',
    aid: 'BIGINT',
    birth_grant: 'BIGINT',
    school_grant: 'BIGINT',
    arrears: 'BIGINT',
    recovery: 'BIGINT',
    net: 'BIGINT',
  },
  grants: {
    ...LINE,
    person_id: 'VARCHAR',
    household_id: 'VARCHAR',
    kind: 'VARCHAR',
    year: 'INTEGER',
    level: 'VARCHAR',
    amount: 'BIGINT',
  },
  capital: { ...LINE, person_id: 'VARCHAR', category: 'VARCHAR', amount: 'BIGINT' },
  debts: {
    ...LINE,
    household_id: 'VARCHAR',
    month: 'VARCHAR',
    amount: 'BIGINT',
    reason: 'VARCHAR',
    decision_ref: 'VARCHAR',
  },
  balances: {
    ...LINE,
    household_id: 'VARCHAR',
    amount: 'BIGINT',
    reason: 'VARCHAR',
    decision_ref: 'VARCHAR',
  },
};

/** What is wrong with a row beyond its single values; null: nothing. */
type RowFault = Pick<StrictFault, 'column' | 'code' | 'expected'> | null;

type Reading = {
  readonly row: (row: StrictRow) => HandedRow<string>;
  readonly fault: (row: StrictRow) => RowFault;
};

export type OpeningRead = { readonly files: readonly StrictSummary[]; readonly faults: StrictFaults };

/**
 * Reads the files of a folder. Throws OperatorError where the folder or a file cannot be read, the register is missing, or
 * a CSV file has another name.
 * @param parameters of the month of the opening, by which a composition must come to its amount
 */
export async function readOpening(
  workspace: Workspace,
  folder: string,
  parameters: Parameters,
  notice: (text: string) => void,
): Promise<OpeningRead> {
  const present = filesIn(folder, notice);
  const faults = new StrictFaults();
  const readings: Readonly<Record<OpeningFile, Reading>> = {
    register: registerReading(parameters),
    grants: grantsReading(parameters.period),
    capital: { row: capitalRow, fault: () => null },
    debts: debtsReading(parameters.period),
    balances: { row: balanceRow, fault: () => null },
  };
  const files: StrictSummary[] = [];
  for (const file of OPENING_FILES) {
    const { row: rowOf, fault } = readings[file];
    await workspace.createFrom(openingTable(file), HANDED[file], []);
    const name = present.get(file);
    if (name === undefined) continue;
    const onRows = async (rows: readonly StrictRow[]): Promise<void> => {
      const good = rows.filter((row) => {
        const found = fault(row);
        if (found !== null)
          faults.add({ file: name, line: row.line, value: row.value(found.column), ...found });
        return found === null;
      });
      await workspace.appendRows(openingTable(file), HANDED[file], good.map(rowOf));
    };
    files.push(
      await readStrictly(join(folder, name), OPENING_COLUMNS[file], onRows, (fault) => faults.add(fault)),
    );
    for (const twice of await givenTwice(workspace, file, name)) faults.add(twice);
  }
  return { files, faults };
}

/** The files that are there, by what they are. */
function filesIn(folder: string, notice: (text: string) => void): Map<OpeningFile, string> {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch (error) {
    throw (
      unreadable(error, folder) ??
      new OperatorError(`${folder}: no such folder; --from names the folder of the opening balances`)
    );
  }
  const found = new Map<OpeningFile, string>();
  const expected = OPENING_FILES.map((file) => `${file}.csv`).join(', ');
  for (const name of names) {
    const plain = name.toLowerCase().replace(/\.gz$/, '');
    if (!plain.endsWith('.csv')) {
      notice(`${name}: not a file of the opening; ignored`);
      continue;
    }
    const file = OPENING_FILES.find((one) => plain === `${one}.csv`);
    if (file === undefined)
      throw new OperatorError(
        `${join(folder, name)}: this name means no file of an opening: ${expected} (also .gz) do; rename it or take it away`,
      );
    const other = found.get(file);
    if (other !== undefined)
      throw new OperatorError(`${folder}: ${other} and ${name} are both here; leave one of them`);
    found.set(file, name);
  }
  if (!found.has('register'))
    throw new OperatorError(
      `${folder}: no register.csv, which says whom the other system paid last month; of ${expected} it alone must be there`,
    );
  return found;
}

/** A row for each that stands under the ids of one before it. */
async function givenTwice(workspace: Workspace, file: OpeningFile, name: string): Promise<StrictFault[]> {
  const columns = ONCE[file];
  const rows = await workspace.select(`
    SELECT line, CAST(${columns[0]} AS VARCHAR) AS given FROM ${openingTable(file)}
    QUALIFY row_number() OVER (PARTITION BY ${columns.join(', ')} ORDER BY line) > 1 ORDER BY line`);
  return rows.map((row) => ({
    file: name,
    line: row.count('line'),
    column: columns[0] ?? '',
    code: 'GIVEN_TWICE',
    value: row.text('given'),
    expected: `one row for each ${columns.join(', ')}`,
  }));
}

const centimes = (row: StrictRow, column: string) => {
  const given = row.value(column);
  return given === '' ? 0 : centimesOf(given);
};

/** What is said of no grant, arrears or recovery is the month's aid. */
function aidOf(row: StrictRow): number {
  const of = (column: string) => centimes(row, column);
  return of('net') + of('recovery') - of('arrears') - of('birth_grant') - of('school_grant');
}

function registerReading(parameters: Parameters): Reading {
  const prices = new Map<string, number>();
  const priceOf = (composition: string): number => {
    const known = prices.get(composition);
    if (known !== undefined) return known;
    const price = centimesOf(toText(assess(fromText(composition), parameters).total));
    prices.set(composition, price);
    return price;
  };
  return {
    fault: (row) => {
      const aid = aidOf(row);
      if (aid < 0)
        return {
          column: 'net',
          code: 'AMOUNTS_DISAGREE',
          expected: 'birth_grant + school_grant + arrears − recovery, and the aid of the month beside them',
        };
      const composition = row.value('composition');
      if (composition === '') return null;
      const price = priceOf(composition);
      if (price === aid) return null;
      return {
        column: 'composition',
        code: 'COMPOSITION_AMOUNT',
        expected: `the composition of a monthly aid of ${dirhams(aid)}: by the rules of ${parameters.period} this one has ${dirhams(price)}`,
      };
    },
    row: (row) => ({
      line: row.line,
      household_id: row.value('household_id'),
      province_code: row.value('province_code'),
      composition: compositionOf(row),
      aid: aidOf(row),
      birth_grant: centimes(row, 'birth_grant'),
      school_grant: centimes(row, 'school_grant'),
      arrears: centimes(row, 'arrears'),
      recovery: centimes(row, 'recovery'),
      net: centimes(row, 'net'),
    }),
  };
}

function compositionOf(row: StrictRow): string | null {
  const given = row.value('composition');
  return given === '' ? null : compositionText(fromText(given));
}

function grantsReading(period: Period): Reading {
  const lastYear = Number(schoolYear(referenceDate(period)).slice(0, 4));
  return {
    fault: (row) => {
      const birth = row.value('kind') === 'BIRTH';
      if (birth !== ['FIRST', 'SECOND'].includes(row.value('level')))
        return {
          column: 'level',
          code: 'GRANT_LEVEL_INVALID',
          expected: birth ? 'FIRST or SECOND of a birth' : 'PRIMARY, LOWER_SECONDARY or UPPER_SECONDARY',
        };
      const year = row.value('year');
      if (birth ? year === '' : year !== '' && Number(year) <= lastYear) return null;
      return {
        column: 'year',
        code: 'GRANT_YEAR_INVALID',
        expected: birth ? 'blank of a birth grant' : `the year of a September up to ${lastYear}`,
      };
    },
    row: (row) => ({
      line: row.line,
      person_id: row.value('person_id'),
      household_id: row.value('household_id'),
      kind: row.value('kind'),
      year: Number(row.value('year')),
      level: row.value('level'),
      amount: centimes(row, 'amount'),
    }),
  };
}

function capitalRow(row: StrictRow): HandedRow<string> {
  return {
    line: row.line,
    person_id: row.value('person_id'),
    category: row.value('category'),
    amount: centimes(row, 'amount'),
  };
}

function debtsReading(period: Period): Reading {
  return {
    fault: (row) =>
      row.value('month') <= period
        ? null
        : {
            column: 'month',
            code: 'MONTH_INVALID',
            expected: `a month up to ${period}, that of the opening`,
          },
    row: (row) => ({ ...balanceRow(row), month: row.value('month') }),
  };
}

function balanceRow(row: StrictRow): HandedRow<string> {
  return {
    line: row.line,
    household_id: row.value('household_id'),
    amount: centimes(row, 'amount'),
    reason: row.value('reason'),
    decision_ref: row.value('decision_ref'),
  };
}
