import { OperatorError } from '../../../domain/errors.js';
import { isDay } from '../../../domain/period.js';
import { holdFor } from '../../../domain/return-reasons.js';
import { readCentimes, token } from '../amounts.js';
import type { Answer, MessageHead, Stated } from '../answer.js';
import { isDuplicate, isFrozen, isOfSending, statusOf } from '../codes.js';
import type { MessageListener, XmlAnswers } from '../format-interface.js';
import { referenceOf, wordsIn } from '../references.js';
import { Blocks } from './blocks.js';
import { type Level, StatedCounts } from './counts.js';
import { AGENTS, GROUP, ORDER, PAYMENT, SHAPE } from './shape.js';

/**
 * Payment status report (pain.002): the status of a file, of its payment blocks and of each order. The most specific
 * status counts: an order's own, else its payment block's, else the file's.
 */

/** The texts of the message; of each element, the last one. */
const NOTHING = {
  messageId: '',
  createdAt: '',
  original: '',
  groupCode: '',
  paymentId: '',
  paymentCode: '',
  instruction: '',
  endToEnd: '',
  orderCode: '',
  amount: '',
  currency: '',
};

const FIELDS: ReadonlyMap<string, keyof typeof NOTHING> = new Map([
  ['CstmrPmtStsRpt/GrpHdr/MsgId', 'messageId'],
  ['CstmrPmtStsRpt/GrpHdr/CreDtTm', 'createdAt'],
  [`${GROUP}/OrgnlMsgId`, 'original'],
  [`${GROUP}/GrpSts`, 'groupCode'],
  [`${PAYMENT}/OrgnlPmtInfId`, 'paymentId'],
  [`${PAYMENT}/PmtInfSts`, 'paymentCode'],
  [`${ORDER}/OrgnlInstrId`, 'instruction'],
  [`${ORDER}/OrgnlEndToEndId`, 'endToEnd'],
  [`${ORDER}/TxSts`, 'orderCode'],
  [`${ORDER}/OrgnlTxRef/Amt/InstdAmt`, 'amount'],
  [`${ORDER}/OrgnlTxRef/IntrBkSttlmAmt`, 'amount'],
]);

/** The reason of a level, as a code and in words. */
type Reason = { code: string; words: string };
const LONGEST_WORDS = 1 << 11;

class StatusReport implements MessageListener {
  readonly shape = SHAPE;
  private readonly said = { ...NOTHING };
  private readonly reasons: Readonly<Record<Level, Reason>> = {
    group: { code: '', words: '' },
    payment: { code: '', words: '' },
    order: { code: '', words: '' },
  };
  private readonly counts = new StatedCounts();
  private readonly blocks: Blocks;
  private readonly institutions = new Set<string>();
  private orders: number;
  private told = false;

  /**
   * @param name the file, for error messages
   * @param from the position of the file's last answer before this message
   */
  constructor(
    private readonly name: string,
    private readonly format: string,
    private readonly tell: (answer: Answer) => void,
    from: number,
  ) {
    this.orders = from;
    this.blocks = new Blocks(name);
  }

  open(path: string): void {
    const { said, reasons } = this;
    if (path === ORDER) {
      said.instruction = said.endToEnd = said.orderCode = said.amount = said.currency = '';
      clear(reasons.order);
    } else if (path === PAYMENT) {
      said.paymentId = said.paymentCode = '';
      clear(reasons.payment);
    }
  }

  text(path: string, text: string, currency: string): void {
    const field = FIELDS.get(path);
    if (field !== undefined) {
      this.said[field] = text;
      if (field === 'amount') this.said.currency = currency;
    } else if (path.includes('/StsRsnInf/')) this.onReason(path, text);
    else if (AGENTS.some((agent) => path.startsWith(agent))) {
      const institution = referenceOf(text);
      if (institution !== '') this.institutions.add(institution);
    } else this.counts.take(levelOf(path), path.slice(path.lastIndexOf('/') + 1), text);
  }

  close(path: string): void {
    if (path === ORDER) {
      this.told = true;
      this.tell(this.ofOrder());
    } else if (path === PAYMENT) this.closePayment();
    else if (path === GROUP) this.closeGroup();
  }

  /** Call it at the end. Throws OperatorError when the message names nothing, has no date, or is cut or altered. */
  finish(): MessageHead {
    const { messageId, original, createdAt } = this.said;
    for (const block of this.blocks.all()) this.tell(block);
    if (original === '' && !this.told) this.refuse('it names no original message (OrgnlMsgId)');
    if (!isDay(createdAt.slice(0, 10))) this.refuse('its date (GrpHdr/CreDtTm) is none');
    this.checkCounts('group', this.said.groupCode);
    return { format: this.format, messageId: token(messageId), institutions: [...this.institutions] };
  }

  private refuse(problem: string): never {
    throw new OperatorError(
      `${this.name}: ${problem}; nothing of it was recorded. Ask the institution for it again`,
    );
  }

  private checkCounts(level: 'group' | 'payment', code: string): void {
    const wrong = this.counts.differenceOf(level, statusOf(code) === 'REJECTED');
    if (wrong !== null) this.refuse(`it is cut or altered: ${wrong}`);
  }

  private closeGroup(): void {
    const { groupCode } = this.said;
    const stated = this.counts.statedOf('group');
    if (groupCode === '' && stated === undefined) return;
    this.told = true;
    this.tell(this.ofGroup('MESSAGE', groupCode, this.reasons.group, stated));
  }

  private closePayment(): void {
    const { paymentCode } = this.said;
    this.checkCounts('payment', paymentCode);
    const stated = this.counts.statedOf('payment');
    const named = this.counts.namedIn('payment');
    this.counts.endPayment();
    if (paymentCode === '' && stated === undefined) return;
    this.blocks.add(this.ofGroup('PAYMENT', paymentCode, this.reasons.payment, stated), named > 0);
  }

  /**
   * Keeps the most important reason: the first that opens a hold, else the first for a duplicate, else the first for
   * the sending, else the first. So NARR beside AC04 does not hide AC04. All words are kept.
   */
  private onReason(path: string, text: string): void {
    const of = this.reasons[levelOf(path)];
    if (path.endsWith('/AddtlInf')) {
      const words = token(text, LONGEST_WORDS);
      if (of.words.length < LONGEST_WORDS) of.words = of.words === '' ? words : `${of.words} / ${words}`;
      return;
    }
    const reason = token(text);
    if (of.code === '' || weightOf(reason) > weightOf(of.code)) of.code = reason;
  }

  /** The answer for an order. An order without its own status has the status of its block or of its file. */
  private ofOrder(): Answer {
    this.orders++;
    const { said, reasons } = this;
    const own = reasons.order;
    const code = said.orderCode || this.blockCode();
    let status = code === 'PART' ? null : statusOf(code);
    // A reason without a status: something is wrong with the order, so the general status is not its status.
    const contradicted =
      said.orderCode === '' && status !== 'REJECTED' && (own.code !== '' || own.words !== '');
    if (contradicted) status = null;
    const centimes = said.amount === '' ? null : readCentimes(said.amount);
    const id = referenceOf(said.endToEnd) || referenceOf(said.instruction);
    this.counts.named(code, centimes);
    const from = own.code !== '' || own.words !== '' || contradicted ? own : this.blockReason();
    let problem: Answer['problem'] = '';
    let detail = '';
    if (id === '') {
      problem = 'ORDER_ID_MISSING';
      detail = token(code);
    } else if (status === null) {
      problem = isFrozen(code) ? 'FUNDS_BLOCKED' : 'STATUS_UNKNOWN';
      if (contradicted) detail = `no status is given, but a reason: ${own.code || own.words}`;
      else detail = code === '' ? 'no status is given' : token(code);
    } else if (said.amount !== '' && centimes === null) {
      problem = 'AMOUNT_INVALID';
      detail = token(said.amount);
    }
    return {
      position: this.orders,
      level: 'ORDER',
      messageId: token(said.original),
      paymentId: token(said.paymentId),
      orderId: id,
      status: status ?? 'UNKNOWN',
      ofFile: (said.orderCode === '' && from !== own) || (status === 'REJECTED' && this.sendingRejected(own)),
      reason: from.code,
      reasonWords: from.words,
      day: said.createdAt.slice(0, 10),
      centimes,
      currency: token(said.currency),
      problem,
      detail,
    };
  }

  /** Whether the order is rejected with its file, for a reason that concerns the sending, and for none of its own. */
  private sendingRejected(own: Readonly<Reason>): boolean {
    const of = this.blockReason();
    const isOwn = (own.code !== '' && own.code !== of.code) || (own.code === '' && own.words !== '');
    return !isOwn && statusOf(this.blockCode()) === 'REJECTED' && isOfSending(of.code);
  }

  private blockReason(): Reason {
    const { payment, group } = this.reasons;
    return payment.code !== '' || payment.words !== '' ? payment : group;
  }

  /** A block's status that changes nothing ("received") does not override its file's. */
  private blockCode(): string {
    const { paymentCode, groupCode } = this.said;
    return groupCode !== '' && (paymentCode === '' || statusOf(paymentCode) === '') ? groupCode : paymentCode;
  }

  private ofGroup(
    level: 'PAYMENT' | 'MESSAGE',
    code: string,
    reason: Readonly<Reason>,
    stated: Stated | undefined,
  ): Answer {
    const { said } = this;
    const status = code === '' ? '' : statusOf(code);
    const messageId = referenceOf(said.original);
    const paymentId = level === 'PAYMENT' ? referenceOf(said.paymentId) : '';
    return {
      position: 0,
      level,
      messageId,
      paymentId,
      // A file that is not named by a reference may be named in words.
      words: messageId === '' && paymentId === '' ? wordsIn([reason.words]).join(' ') : '',
      orderId: '',
      status: status ?? 'UNKNOWN',
      reason: reason.code,
      reasonWords: reason.words,
      day: said.createdAt.slice(0, 10),
      centimes: null,
      currency: '',
      ...(stated === undefined ? {} : { stated }),
      problem: status !== null ? '' : isFrozen(code) ? 'FUNDS_BLOCKED' : 'STATUS_UNKNOWN',
      detail: status === null ? token(code) : '',
    };
  }
}

function levelOf(path: string): Level {
  if (path.startsWith(`${ORDER}/`)) return 'order';
  return path.startsWith(`${PAYMENT}/`) ? 'payment' : 'group';
}

function clear(reason: Reason): void {
  reason.code = reason.words = '';
}

/** The importance of a reason, when there are several. */
function weightOf(reason: string): number {
  if (holdFor(reason) !== null) return 3;
  if (isDuplicate(reason)) return 2;
  return isOfSending(reason) ? 1 : 0;
}

export const pain002: XmlAnswers = {
  kind: 'xml',
  message: 'pain.002',
  listen: (file, format, tell, { from }) => new StatusReport(file, format, tell, from),
  saysSomething: ({ orderId }) => orderId !== '',
};
