/** The residents' file of one extract, with its defects. */

import type { Month } from './calendar.js';
import type { DefectList } from './defect-list.js';
import { type DefectCode, dateFlaw, type Flaw, fieldFlaw, lineFlaws, type Wrong } from './defects.js';
import type { Registry } from './order.js';
import { RESIDENT_COLUMNS, type Resident, residentFields } from './residents.js';
import { Rota } from './rota.js';
import { rowOf } from './rows.js';
import { ByteFile } from './write.js';

const STREAM = 3;
export const RESIDENTS_FILE = 'residents.csv';

const WRONG: readonly Wrong[] = [
  ['PERSON_ID_INVALID', 'person_id', '', 'R123', 'R 1234567', 'r0123456789'],
  ['NAME_INVALID', 'name', '', 'A'.repeat(141)],
  ['BIRTH_DATE_INVALID', 'birth_date', '', '1899-12-31', '2011-02-29', '2015/03/04'],
  ['CATEGORY_INVALID', 'category', '', 'FOUNDLING', 'orphan'],
  ['INSTITUTION_ID_INVALID', 'institution_id', '', 'eps061811', '-EPS0618', 'EPS 0618'],
  ['PROVINCE_UNKNOWN', 'province_code', '99.999', '', 'Azilal'],
  ['ADMITTED_ON_INVALID', 'admitted_on', '', '2025-02-30', '01/02/2025'],
  ['LEFT_ON_INVALID', 'left_on', '2026-13-01', 'YES'],
  ['SCHOLARSHIP_INVALID', 'scholarship', '-1', '12.345', '"1,5"', 'abc'],
  ['PROVIDER_INVALID', 'provider', '', 'A', 'cdg'],
];

const FLAWS: readonly Flaw[] = [
  ...lineFlaws(RESIDENT_COLUMNS.indexOf('name')),
  ...WRONG.map((wrong) => fieldFlaw(wrong, RESIDENT_COLUMNS)),
  dateFlaw('ADMITTED_ON_FUTURE', RESIDENT_COLUMNS, 'admitted_on', (month) => month.last + 1),
  dateFlaw('ADMITTED_BEFORE_BIRTH', RESIDENT_COLUMNS, 'admitted_on', (_month, birth) => birth - 1),
  dateFlaw('LEFT_BEFORE_ADMITTED', RESIDENT_COLUMNS, 'left_on', (_month, birth) => birth - 1),
];

/** The rows to be written for a resident with something wrong about it. */
interface Spoilt {
  readonly code: DefectCode;
  readonly rows: readonly string[];
}
type Trick = (fields: readonly string[], turn: number, birth: number) => Spoilt;

const at = (column: (typeof RESIDENT_COLUMNS)[number]) => RESIDENT_COLUMNS.indexOf(column);

/** How many children of paid households are kept, so that a defect can show them in an institution too. */
const MOST_REMEMBERED = 256;

/** The file of one month with the persons in care institutions. */
export class ResidentSheet {
  /** Data rows written. */
  rows = 0;
  private readonly file: ByteFile;
  private readonly rota: Rota<Trick> | undefined;
  private readonly paidChildren: string[] = [];

  /** @param rate share of the rows that get a defect; `list` hears of each */
  constructor(
    path: string,
    private readonly month: Month,
    private readonly registry: Registry,
    rate: number,
    private readonly list: DefectList | undefined,
  ) {
    this.file = new ByteFile(path);
    this.file.appendRow(rowOf(RESIDENT_COLUMNS));
    const tricks: Trick[] = [
      ...FLAWS.map((flaw) => this.flaw(flaw)),
      (fields) => ({ code: 'DUPLICATE_RESIDENT', rows: [rowOf(fields), rowOf(fields)] }),
      (fields, turn) => this.inHousehold(fields) ?? wrongAccount(fields, turn),
      (fields) => ({ code: 'PROVIDER_UNKNOWN', rows: [replaced(fields, 'provider', 'NOSUCHBANK')] }),
      wrongAccount,
    ];
    if (list) this.rota = new Rota(tricks, rate, registry.seed, month, STREAM);
  }

  /** Remembers a child of a paid household, so that a defect can show it here too. */
  rememberChild(personId: string): void {
    if (this.rota && this.paidChildren.length < MOST_REMEMBERED) this.paidChildren.push(personId);
  }

  put(resident: Resident): void {
    const fields = residentFields(resident, this.registry.places);
    const due = this.rota?.due(1);
    if (!due) {
      this.write(rowOf(fields));
      return;
    }
    const spoilt = due.kind(fields, due.turn, resident.birth);
    for (const row of spoilt.rows) {
      this.write(row);
      // The header is line 1.
      this.list?.add(RESIDENTS_FILE, this.rows + 1, { code: spoilt.code, household: resident.personId });
    }
    this.rota?.placed(spoilt.rows.length);
  }

  close(): void {
    this.file.close();
  }

  private write(row: string): void {
    this.file.appendRow(row);
    this.rows++;
  }

  private flaw(flaw: Flaw): Trick {
    return (fields, turn, birth) => {
      const spoilt = [...fields];
      flaw.spoil(spoilt, this.month, birth, turn);
      return { code: flaw.code, rows: [rowOf(spoilt)] };
    };
  }

  /** A child in care who is a paid child of a household too. Undefined when it is no child, or none is left. */
  private inHousehold(fields: readonly string[]): Spoilt | undefined {
    const child = fields[at('category')] === 'ELDERLY' ? undefined : this.paidChildren.pop();
    if (child === undefined) return undefined;
    return { code: 'PERSON_IN_HOUSEHOLD', rows: [replaced(fields, 'person_id', child)] };
  }
}

function replaced(
  fields: readonly string[],
  column: (typeof RESIDENT_COLUMNS)[number],
  value: string,
): string {
  return rowOf(fields.with(at(column), value));
}

/** A wrong key, a digit missing, or no account. */
function wrongAccount(fields: readonly string[], turn: number): Spoilt {
  const right = fields[at('account')] ?? '';
  const wrongKey = right.slice(0, -1) + String((Number(right.slice(-1)) + 1) % 10);
  const account = [wrongKey, right.slice(1), ''][turn % 3] ?? '';
  return { code: 'ACCOUNT_INVALID', rows: [replaced(fields, 'account', account)] };
}
