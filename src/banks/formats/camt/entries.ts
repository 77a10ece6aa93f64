import { OperatorError } from '../../../domain/errors.js';
import { isDay } from '../../../domain/period.js';
import type { Listener, Shape } from '../../xml/xml-shape.js';
import { accountOf, type Movement, type Report } from '../account-entry.js';
import { readCentimes, token } from '../amounts.js';
import type { MessageHead } from '../answer.js';

/**
 * Entries of an account: the debit and credit notification (camt.054.001.08) and the account statement
 * (camt.053.001.08), which share them. An entry is handed on when it ends, after its transactions.
 * Source: ISO 20022 message definitions; order_id is a transaction's EndToEndId.
 */
const DATE: Shape = { Dt: 'text', DtTm: 'text' };
const REFERENCES: Shape = {
  MsgId: 'text',
  PmtInfId: 'text',
  InstrId: 'text',
  EndToEndId: 'text',
  AcctSvcrRef: 'text',
};
const TRANSACTION: Shape = {
  Refs: REFERENCES,
  Amt: 'text',
  CdtDbtInd: 'text',
  AmtDtls: { TxAmt: { Amt: 'text' } },
  RmtInf: { Ustrd: 'text' },
  RtrInf: { Rsn: { Cd: 'text', Prtry: 'text' } },
};
const ENTRY: Shape = {
  NtryRef: 'text',
  Amt: 'text',
  CdtDbtInd: 'text',
  RvslInd: 'text',
  Sts: { Cd: 'text', Prtry: 'text' },
  BookgDt: DATE,
  ValDt: DATE,
  AcctSvcrRef: 'text',
  NtryDtls: { Btch: { MsgId: 'text', PmtInfId: 'text' }, TxDtls: TRANSACTION },
  AddtlNtryInf: 'text',
};
const REPORT: Shape = {
  Id: 'text',
  StmtPgntn: { PgNb: 'text' },
  CreDtTm: 'text',
  FrToDt: { ToDtTm: 'text' },
  Acct: { Id: { IBAN: 'text', Othr: { Id: 'text' } }, Ccy: 'text' },
  Bal: { Tp: { CdOrPrtry: { Cd: 'text' } }, Amt: 'text', CdtDbtInd: 'text' },
  Ntry: ENTRY,
};

const STATUSES: ReadonlyMap<string, Movement['status']> = new Map([
  ['BOOK', 'BOOKED'],
  ['PDNG', 'PENDING'],
  ['FUTR', 'PENDING'],
  ['INFO', 'INFORMATION'],
]);

const FREE_TEXT = 'RmtInf/Ustrd';
const LONGEST_FREE_TEXT = 1 << 10;

/** The texts of a part of the message so far: element → text. */
type Texts = Map<string, string>;

export type Account = {
  /** A transaction of the entry in hand, the nth. `position` counts the message's transactions and bare entries. */
  readonly detail: (movement: Movement, nth: number, position: number) => void;
  /** The entry itself, the nth of its report, with how many transactions it detailed. */
  readonly entry: (movement: Movement, details: number, nth: number, position: number) => void;
  /** The report is over; it may have had no entry. */
  readonly report: (report: Report) => void;
};

export class AccountReport implements Listener {
  readonly shape: Shape;
  private readonly prefix: string;
  private readonly head: Texts = new Map();
  private readonly own: Texts = new Map();
  private readonly balance: Texts = new Map();
  private readonly entry: Texts = new Map();
  private readonly detail: Texts = new Map();
  private balances = new Map<string, number>();
  private entries = 0;
  private details = 0;
  private position = 0;
  /** The date met last: most entries are of the one before. */
  private known = '';

  /**
   * @param name of the file, for what is refused
   * @param root of the message below Document, with the element that holds entries
   */
  constructor(
    private readonly name: string,
    private readonly format: string,
    root: { readonly message: string; readonly report: string },
    private readonly account: Account,
  ) {
    this.prefix = `${root.message}/${root.report}`;
    this.shape = { [root.message]: { GrpHdr: { MsgId: 'text', CreDtTm: 'text' }, [root.report]: REPORT } };
  }

  open(path: string): void {
    const place = path.slice(this.prefix.length);
    if (place === '/Ntry/NtryDtls/TxDtls') this.detail.clear();
    else if (place === '/Ntry') {
      this.entry.clear();
      this.details = 0;
      this.entries++;
    } else if (place === '/Bal') this.balance.clear();
    else if (place === '') {
      this.own.clear();
      this.balances = new Map();
      this.entries = 0;
    }
  }

  /** Keeps the first text of an element, and all lines of free text. */
  text(path: string, text: string, currency: string): void {
    const [part, place] = this.partOf(path);
    const known = part.get(place);
    if (known !== undefined) {
      if (place === FREE_TEXT && known.length < LONGEST_FREE_TEXT) part.set(place, `${known} ${text}`);
      return;
    }
    part.set(place, text);
    if (place.endsWith('Amt')) part.set(`${place}/Ccy`, currency);
  }

  close(path: string): void {
    const place = path.slice(this.prefix.length);
    if (place === '/Ntry/NtryDtls/TxDtls') {
      this.account.detail(this.movement(this.detail), ++this.details, ++this.position);
    } else if (place === '/Ntry') {
      if (this.details === 0) this.position++;
      this.account.entry(this.movement(null), this.details, this.entries, this.position);
    } else if (place === '/Bal') this.keepBalance();
    else if (place === '' && path === this.prefix) this.account.report(this.report());
  }

  /** The account of the report in hand, as accounts are compared. */
  get accountId(): string {
    return accountOf(this.ownAccount());
  }

  private ownAccount(): string {
    return token(this.own.get('Acct/Id/IBAN') ?? this.own.get('Acct/Id/Othr/Id') ?? '');
  }

  /** To be called at the end. */
  finish(): MessageHead {
    const messageId = this.head.get('MsgId') ?? '';
    if (messageId === '') this.refuse('it has no message id (GrpHdr/MsgId)');
    return { format: this.format, messageId: token(messageId), institutions: [] };
  }

  /** Which part of the message a path belongs to, and where in it. */
  private partOf(path: string): [Texts, string] {
    if (!path.startsWith(this.prefix)) return [this.head, path.slice(path.lastIndexOf('/') + 1)];
    const place = path.slice(this.prefix.length + 1);
    if (place.startsWith('Ntry/NtryDtls/TxDtls/')) return [this.detail, place.slice(21)];
    if (place.startsWith('Ntry/')) return [this.entry, place.slice(5)];
    if (place.startsWith('Bal/')) return [this.balance, place.slice(4)];
    return [this.own, place];
  }

  /** The entry, or one of its transactions, which takes from the entry what it lacks. */
  private movement(detail: Texts | null): Movement {
    const { entry } = this;
    const of = (name: string) => detail?.get(name) ?? '';
    const said = detail === null ? entry : detail;
    const place = detail === null || of('Amt') !== '' ? 'Amt' : 'AmtDtls/TxAmt/Amt';
    const amount = said.get(place) ?? '';
    const sign = of('CdtDbtInd') || (entry.get('CdtDbtInd') ?? '');
    const dayOf = (name: string) => (entry.get(`${name}/Dt`) ?? entry.get(`${name}/DtTm`) ?? '').slice(0, 10);
    const day = dayOf('BookgDt') || dayOf('ValDt') || this.datedOn();
    const references = [
      entry.get('NtryRef'),
      entry.get('AddtlNtryInf'),
      of('Refs/InstrId'),
      of('Refs/AcctSvcrRef') || entry.get('AcctSvcrRef'),
      of('RmtInf/Ustrd'),
    ];
    const endToEnd = of('Refs/EndToEndId');
    const status = entry.get('Sts/Cd') ?? entry.get('Sts/Prtry') ?? '';
    return {
      direction: sign === 'DBIT' ? 'DEBIT' : sign === 'CRDT' ? 'CREDIT' : null,
      reversal: ['true', '1'].includes(entry.get('RvslInd') ?? ''),
      booked: STATUSES.get(status) === 'BOOKED',
      status: STATUSES.get(status) ?? 'UNKNOWN',
      statusText: token(status),
      centimes: amount === '' ? null : readCentimes(amount),
      charges: 0,
      instructed: null,
      amount: token(amount),
      currency: token(said.get(`${place}/Ccy`) ?? ''),
      day: token(day),
      dated: this.isDate(day),
      orderId: endToEnd === 'NOTPROVIDED' ? '' : token(endToEnd),
      inWords: false,
      messageId: token(of('Refs/MsgId') || (entry.get('NtryDtls/Btch/MsgId') ?? '')),
      paymentId: token(of('Refs/PmtInfId') || (entry.get('NtryDtls/Btch/PmtInfId') ?? '')),
      servicerRef: token(of('Refs/AcctSvcrRef') || (entry.get('AcctSvcrRef') ?? '')),
      references: references
        .flatMap((one) => (one ?? '').split(/\s+/))
        .map(token)
        .filter((one) => one !== ''),
      reason: token(of('RtrInf/Rsn/Cd') || of('RtrInf/Rsn/Prtry')),
      reasonWords: '',
    };
  }

  private isDate(text: string): boolean {
    if (text === this.known) return true;
    if (!isDay(text)) return false;
    this.known = text;
    return true;
  }

  private keepBalance(): void {
    const centimes = readCentimes(this.balance.get('Amt') ?? '');
    if (centimes === null) return;
    const sign = this.balance.get('CdtDbtInd') === 'DBIT' ? -1 : 1;
    this.balances.set(this.balance.get('Tp/CdOrPrtry/Cd') ?? '', sign * centimes);
  }

  private report(): Report {
    const id = token(this.own.get('Id') ?? '');
    if (id === '') this.refuse('a statement in it has no Id');
    return {
      id,
      account: this.ownAccount(),
      currency: '',
      servicer: [],
      page: token(this.own.get('StmtPgntn/PgNb') ?? ''),
      lastPage: null,
      sequence: '',
      datedOn: this.datedOn(),
      from: '',
      to: '',
      copy: '',
      balances: this.balances,
    };
  }

  /** The report's own date: the end of what it covers, else the day it, or the message, was made. */
  private datedOn(): string {
    const said = this.own.get('FrToDt/ToDtTm') ?? this.own.get('CreDtTm') ?? this.head.get('CreDtTm') ?? '';
    const day = said.slice(0, 10);
    if (!isDay(day)) this.refuse('its date (FrToDt/ToDtTm, CreDtTm) is none');
    return day;
  }

  private refuse(problem: string): never {
    throw new OperatorError(
      `${this.name}: ${problem}; nothing of it was recorded. Ask the institution for it again`,
    );
  }
}
