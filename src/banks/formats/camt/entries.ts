import { OperatorError } from '../../../domain/errors.js';
import { isOrderId } from '../../../domain/order-id.js';
import type { Day } from '../../../domain/period.js';
import type { Listener, Shape } from '../../xml/xml-shape.js';
import { accountOf, type Movement, type Report, type StatementRow } from '../account-entry.js';
import { readCentimes, token } from '../amounts.js';
import type { MessageHead } from '../answer.js';
import { betweenLines, orderInWords, referenceOf, wordsIn } from '../references.js';
import { Batches } from './batches.js';
import { Charges } from './charges.js';
import { DaysOfReport } from './days.js';
import { type EntrySum, SumOfTransactions } from './entry-sum.js';
import { type ReportRoot, shapeOf } from './shape.js';
import { Totals } from './totals.js';

/**
 * Reads the entries of an account from notifications (camt.054), statements (camt.053) and interim reports
 * (camt.052). An entry is passed on when it ends, after its transactions.
 */
const STATUSES: ReadonlyMap<string, Movement['status']> = new Map([
  ['BOOK', 'BOOKED'],
  ['PDNG', 'PENDING'],
  ['FUTR', 'PENDING'],
  ['INFO', 'INFORMATION'],
]);

/** Elements of free text of which all lines are kept, and the text that joins two lines. */
const FREE_TEXTS: ReadonlyMap<string, string> = new Map([
  ['RmtInf/Ustrd', ' '],
  ['RmtInf/Strd/AddtlRmtInf', ' '],
  ['RtrInf/AddtlInf', ' / '],
]);
const LONGEST_FREE_TEXT = 1 << 11;

/** The elements that may hold a transaction's amount; the first one with a value counts. */
const AMOUNTS = ['Amt', 'AmtDtls/TxAmt/Amt', 'AmtDtls/InstdAmt/Amt', 'AmtDtls/CntrValAmt/Amt'];
const ENTRY_AMOUNTS = ['Amt'];
const INSTRUCTED = 'AmtDtls/InstdAmt/Amt';

/** Bank transaction codes, which say that an entry is a return. */
const FAMILY = 'BkTxCd/Domn/Fmly/SubFmlyCd';
const RETURN = 'RRTN';

/** The texts of one part of the message so far, by element. */
type Texts = Map<string, string>;
/** The part of the message that a path belongs to, and the element in it. */
type Place = {
  readonly part: Texts;
  readonly name: string;
  readonly amount: boolean;
  readonly between: string | null;
};

export type Account = {
  /**
   * A transaction of the current entry. `position` counts the transactions, and the entries without transactions, of
   * the message.
   */
  readonly detail: (row: StatementRow, position: number) => void;
  /** The entry itself, after its transactions, with their sum. */
  readonly entry: (row: StatementRow, position: number, sum: EntrySum) => void;
  /** The end of a report. It may have had no entry. */
  readonly report: (report: Report) => void;
};

export class AccountReport implements Listener {
  readonly shape: Shape;
  private readonly prefix: string;
  private readonly places = new Map<string, Place>();
  private readonly head: Texts = new Map();
  private readonly own: Texts = new Map();
  private readonly balance: Texts = new Map();
  private readonly entry: Texts = new Map();
  private readonly detail: Texts = new Map();
  private readonly batches = new Batches();
  private readonly charges = { entry: new Charges(), detail: new Charges() };
  private readonly sum = new SumOfTransactions();
  private readonly institutions = new Set<string>();
  private balances = new Map<string, number>();
  private totals = new Totals();
  private reports: number;
  private entries = 0;
  private details = 0;
  private position: number;
  private days = new DaysOfReport(this.head, this.own);

  /**
   * @param name the file, for error messages
   * @param root the message element below Document, and the element that holds entries
   * @param from the number of positions and statements of the file before this message
   */
  constructor(
    private readonly name: string,
    private readonly format: string,
    root: ReportRoot,
    private readonly account: Account,
    from: { readonly position: number; readonly statement: number } = { position: 0, statement: 0 },
  ) {
    this.position = from.position;
    this.reports = from.statement;
    this.prefix = `${root.message}/${root.report}`;
    this.shape = shapeOf(root);
  }

  open(path: string): void {
    switch (path.slice(this.prefix.length)) {
      case '/Ntry/NtryDtls/TxDtls':
        this.detail.clear();
        this.charges.detail.clear();
        return;
      case '/Ntry/NtryDtls':
        this.batches.next();
        return;
      case '/Ntry':
        this.entry.clear();
        this.charges.entry.clear();
        this.batches.clear();
        this.sum.clear();
        this.details = 0;
        this.entries++;
        return;
      case '/Bal':
        this.balance.clear();
        return;
      case '':
        this.own.clear();
        this.days = new DaysOfReport(this.head, this.own);
        this.balances = new Map();
        this.totals = new Totals();
        this.entries = 0;
    }
  }

  /** Keeps the first text of an element, and all lines of free text. */
  text(path: string, text: string, currency: string): void {
    const { part, name, amount, between } = this.placeOf(path);
    const known = part.get(name);
    if (known === undefined) {
      part.set(name, text);
      if (amount) part.set(`${name}/Ccy`, currency);
    } else if (between !== null && known.length < LONGEST_FREE_TEXT) {
      const last = part.get(`${name}/last`) ?? known;
      part.set(name, `${known}${between === ' ' ? betweenLines(last, text) : between}${text}`);
      part.set(`${name}/last`, text);
    }
    if (name.startsWith('Chrgs/')) this.chargesOf(part).take(name, text);
    else if (part === this.entry && name.startsWith('NtryDtls/')) this.batches.take(name, text);
  }

  close(path: string): void {
    const place = path.slice(this.prefix.length);
    if (place === '/Ntry/NtryDtls/TxDtls') {
      const row = this.movement(this.detail);
      row.detail = ++this.details;
      this.sum.add(row);
      this.account.detail(row, ++this.position);
    } else if (place === '/Ntry') this.closeEntry();
    else if (place === '/Bal') this.keepBalance();
    else if (place === '' && path === this.prefix) {
      this.account.report(this.report());
      this.reports++;
    }
  }

  /** Call it at the end of the message. */
  finish(): MessageHead {
    const messageId = this.head.get('MsgId') ?? '';
    if (messageId === '') this.refuse('it has no message id (GrpHdr/MsgId)');
    return { format: this.format, messageId: token(messageId), institutions: [...this.institutions] };
  }

  /** Its account, as accounts are compared, and the ids of the message and of the current report. */
  source(): { readonly account: string; readonly report: string } {
    const report = `${this.head.get('MsgId') ?? ''} ${this.own.get('Id') ?? ''}`;
    return { account: accountOf(this.ownAccount()), report };
  }

  private closeEntry(): void {
    if (this.details === 0) this.position++;
    const row = this.movement(null);
    const sum = this.sum.of(row, this.batches.transactions);
    row.details = this.details;
    row.detailed = sum.detailed;
    if (sum.detailed) row.charges = sum.charges;
    this.totals.add(row, this.details);
    this.account.entry(row, this.position, sum);
  }

  private placeOf(path: string): Place {
    const known = this.places.get(path);
    if (known !== undefined) return known;
    const [part, name] = this.partOf(path);
    const between = FREE_TEXTS.get(name) ?? null;
    const place = { part, name, amount: name.endsWith('Amt'), between };
    this.places.set(path, place);
    return place;
  }

  /** The part of the message that a path belongs to, and the element in it. */
  private partOf(path: string): [Texts, string] {
    if (!path.startsWith(this.prefix)) return [this.head, path.slice(path.lastIndexOf('/') + 1)];
    const place = path.slice(this.prefix.length + 1);
    if (place.startsWith('Ntry/NtryDtls/TxDtls/')) return [this.detail, place.slice(21)];
    if (place.startsWith('Ntry/')) return [this.entry, place.slice(5)];
    if (place.startsWith('Bal/')) return [this.balance, place.slice(4)];
    return [this.own, place];
  }

  private chargesOf(part: Texts): Charges {
    return part === this.detail ? this.charges.detail : this.charges.entry;
  }

  /**
   * The row of the entry, or of one of its transactions. What is missing in a transaction is taken from the entry.
   */
  private movement(detail: Texts | null): Row {
    const { entry } = this;
    const of = (name: string) => detail?.get(name) ?? '';
    const said = detail ?? entry;
    const place =
      (detail === null ? ENTRY_AMOUNTS : AMOUNTS).find((one) => (said.get(one) ?? '') !== '') ?? 'Amt';
    const amount = said.get(place) ?? '';
    const centimes = amount === '' ? null : readCentimes(amount);
    const currency = token(said.get(`${place}/Ccy`) ?? '');
    const sign = of('CdtDbtInd') || (entry.get('CdtDbtInd') ?? '');
    const direction = sign === 'DBIT' ? 'DEBIT' : sign === 'CRDT' ? 'CREDIT' : null;
    const dayOf = (name: string) => (entry.get(`${name}/Dt`) ?? entry.get(`${name}/DtTm`) ?? '').slice(0, 10);
    const ownDay = dayOf('BookgDt') || dayOf('ValDt');
    const day = ownDay || this.datedOn();
    const status = entry.get('Sts/Cd') || entry.get('Sts/Prtry') || (entry.get('Sts') ?? '');
    const charges = this.chargesOf(said).centimes;
    const reason = token(of('RtrInf/Rsn/Cd') || of('RtrInf/Rsn/Prtry'));
    const returned =
      reason !== '' ||
      of('RtrInf/AddtlInf') !== '' ||
      said.get(FAMILY) === RETURN ||
      entry.get(FAMILY) === RETURN;
    const words = [of('RtrInf/AddtlInf'), of('AddtlTxInf')].filter((one) => one !== '');
    const texts = this.freeTexts(of);
    const references = wordsIn(texts);
    const messageId = referenceOf(of('Refs/MsgId')) || this.batches.messageId;
    const paymentId = referenceOf(of('Refs/PmtInfId')) || this.batches.paymentId;
    const order = this.orderOf(detail, texts, references, messageId !== '' || paymentId !== '');
    if (detail === null) references.push(...this.batches.others);
    return {
      direction,
      reversal: ['true', '1'].includes(entry.get('RvslInd') ?? ''),
      booked: STATUSES.get(status) === 'BOOKED',
      status: STATUSES.get(status) ?? 'UNKNOWN',
      statusText: token(status),
      centimes,
      charges,
      instructed: this.instructedOf(said, direction, centimes, charges, currency),
      amount: token(amount),
      currency,
      day: token(day),
      undated: ownDay === '',
      dated: this.days.isDate(day),
      lateOf: STATUSES.get(status) === 'BOOKED' && this.days.isLate(day) ? this.days.latest : '',
      orderId: order,
      messageId,
      paymentId,
      servicerRef: token(of('Refs/AcctSvcrRef') || (entry.get('AcctSvcrRef') ?? '')),
      references,
      reason,
      reasonWords: token(words.join(' / '), LONGEST_FREE_TEXT),
      returned,
      statement: this.reports,
      entry: this.entries,
      detail: 0,
      details: 0,
      detailed: false,
    };
  }

  /** All text in which an order or a file may be named. */
  private freeTexts(of: (name: string) => string): string[] {
    const { entry } = this;
    return [
      entry.get('NtryRef') ?? '',
      entry.get('AddtlNtryInf') ?? '',
      of('Refs/InstrId'),
      of('Refs/AcctSvcrRef') || (entry.get('AcctSvcrRef') ?? ''),
      of('RmtInf/Ustrd'),
      of('RmtInf/Strd/CdtrRefInf/Ref'),
      of('RmtInf/Strd/AddtlRmtInf'),
      of('Refs/TxId'),
      of('Refs/Prtry/Ref'),
      of('AddtlTxInf'),
      of('RtrInf/AddtlInf'),
    ];
  }

  /** The order: from EndToEndId, else from another id element, else the only order id in free text. */
  private orderOf(
    detail: Texts | null,
    texts: readonly string[],
    words: readonly string[],
    ofFile: boolean,
  ): string {
    const own = detail?.get('Refs/EndToEndId') ?? '';
    if (isOrderId(own)) return token(own);
    for (const place of ['Refs/InstrId', 'Refs/TxId', 'Refs/Prtry/Ref']) {
      const id = detail?.get(place) ?? '';
      if (isOrderId(id)) return token(id);
    }
    const inWords = orderInWords(texts, words);
    if (inWords !== '') return inWords;
    // Beside the reference of a file, an id that is not an order id is ignored: the entry is for the file.
    return ofFile ? '' : referenceOf(own);
  }

  /**
   * The order's own amount, when it differs from the amount: a credit comes back less charges, a debit has charges
   * added.
   */
  private instructedOf(
    said: Texts,
    direction: Movement['direction'],
    centimes: number | null,
    charges: number,
    currency: string,
  ): number | null {
    if (centimes === null || direction === null) return null;
    const instructed =
      said.get(`${INSTRUCTED}/Ccy`) === currency ? readCentimes(said.get(INSTRUCTED) ?? '') : null;
    if (instructed !== null && instructed !== centimes) return instructed;
    if (charges <= 0) return null;
    const without = direction === 'CREDIT' ? centimes + charges : centimes - charges;
    return without > 0 ? without : null;
  }

  private keepBalance(): void {
    const centimes = readCentimes(this.balance.get('Amt') ?? '');
    if (centimes === null) return;
    const sign = this.balance.get('CdtDbtInd') === 'DBIT' ? -1 : 1;
    this.balances.set(this.balance.get('Tp/CdOrPrtry/Cd') ?? '', sign * centimes);
  }

  private ownAccount(): string {
    return token(this.own.get('Acct/Id/IBAN') ?? this.own.get('Acct/Id/Othr/Id') ?? '');
  }

  private report(): Report {
    const { own } = this;
    const id = token(own.get('Id') ?? '');
    if (id === '') this.refuse('a statement in it has no Id');
    const of = (...names: string[]) =>
      token(names.map((name) => own.get(name)).find((one) => one !== undefined) ?? '');
    const page = of('StmtPgntn/PgNb', 'RptPgntn/PgNb', 'NtfctnPgntn/PgNb');
    const last = of('StmtPgntn/LastPgInd', 'RptPgntn/LastPgInd', 'NtfctnPgntn/LastPgInd');
    const whole = page === '' || (Number(page) === 1 && last === 'true');
    if (whole) {
      const wrong = this.totals.differenceTo(own);
      if (wrong !== null) this.refuse(`it is cut or altered: of statement ${id}, ${wrong}`);
    }
    const servicer = SERVICER.map((name) => of(`Acct/Svcr/FinInstnId/${name}`)).filter((one) => one !== '');
    for (const one of servicer) this.institutions.add(one);
    return {
      id,
      account: this.ownAccount(),
      currency: of('Acct/Ccy'),
      servicer,
      page,
      lastPage: last === '' ? null : last === 'true' || last === '1',
      sequence: of('ElctrncSeqNb', 'LglSeqNb'),
      datedOn: this.datedOn(),
      from: (own.get('FrToDt/FrDtTm') ?? '').slice(0, 10),
      to: (own.get('FrToDt/ToDtTm') ?? '').slice(0, 10),
      copy: of('CpyDplctInd'),
      balances: this.balances,
    };
  }

  private datedOn(): Day {
    return this.days.datedOn ?? this.refuse('its date (FrToDt/ToDtTm, CreDtTm) is none');
  }

  private refuse(problem: string): never {
    throw new OperatorError(
      `${this.name}: ${problem}; nothing of it was recorded. Ask the institution for it again`,
    );
  }
}

const SERVICER = ['BIC', 'BICFI', 'ClrSysMmbId/MmbId', 'Othr/Id'];

/** A row that is being built. */
type Row = { -readonly [Name in keyof StatementRow]: StatementRow[Name] };
