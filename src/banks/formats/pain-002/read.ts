import { OperatorError } from '../../../domain/errors.js';
import { isDay } from '../../../domain/period.js';
import { holdFor } from '../../../domain/return-reasons.js';
import type { Shape } from '../../xml/xml-shape.js';
import { readCentimes, token } from '../amounts.js';
import type { Answer, MessageHead } from '../answer.js';
import { statusOf } from '../codes.js';
import type { MessageListener, XmlAnswers } from '../format-interface.js';

/**
 * Payment status report (pain.002.001.03 and .10): what became of a file, of its payment blocks, of each order.
 * The most specific status counts: an order's own, else its payment block's, else the file's.
 * Source: ISO 20022 message definitions; order_id is the OrgnlEndToEndId.
 */
const REASON: Shape = { Rsn: { Cd: 'text', Prtry: 'text' } };
const SHAPE: Shape = {
  CstmrPmtStsRpt: {
    GrpHdr: { MsgId: 'text', CreDtTm: 'text' },
    OrgnlGrpInfAndSts: { OrgnlMsgId: 'text', GrpSts: 'text', StsRsnInf: REASON },
    OrgnlPmtInfAndSts: {
      OrgnlPmtInfId: 'text',
      PmtInfSts: 'text',
      StsRsnInf: REASON,
      TxInfAndSts: {
        OrgnlInstrId: 'text',
        OrgnlEndToEndId: 'text',
        TxSts: 'text',
        StsRsnInf: REASON,
        OrgnlTxRef: { IntrBkSttlmAmt: 'text', Amt: { InstdAmt: 'text' } },
      },
    },
  },
};

const ROOT = 'CstmrPmtStsRpt/';
const GROUP = `${ROOT}OrgnlGrpInfAndSts`;
const PAYMENT = `${ROOT}OrgnlPmtInfAndSts`;
const ORDER = `${PAYMENT}/TxInfAndSts`;

/** Texts as they stand in the message, the last of each. */
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
  [`${ROOT}GrpHdr/MsgId`, 'messageId'],
  [`${ROOT}GrpHdr/CreDtTm`, 'createdAt'],
  [`${ROOT}OrgnlGrpInfAndSts/OrgnlMsgId`, 'original'],
  [`${ROOT}OrgnlGrpInfAndSts/GrpSts`, 'groupCode'],
  [`${PAYMENT}/OrgnlPmtInfId`, 'paymentId'],
  [`${PAYMENT}/PmtInfSts`, 'paymentCode'],
  [`${ORDER}/OrgnlInstrId`, 'instruction'],
  [`${ORDER}/OrgnlEndToEndId`, 'endToEnd'],
  [`${ORDER}/TxSts`, 'orderCode'],
  [`${ORDER}/OrgnlTxRef/Amt/InstdAmt`, 'amount'],
  [`${ORDER}/OrgnlTxRef/IntrBkSttlmAmt`, 'amount'],
]);

class StatusReport implements MessageListener {
  readonly shape = SHAPE;
  private readonly said = { ...NOTHING };
  private readonly reasons = { group: '', payment: '', order: '' };
  private orders = 0;

  /** @param name of the file, for what is refused */
  constructor(
    private readonly name: string,
    private readonly format: string,
    private readonly tell: (answer: Answer) => void,
  ) {}

  open(path: string): void {
    const { said, reasons } = this;
    if (path === ORDER) {
      said.instruction = said.endToEnd = said.orderCode = said.amount = said.currency = '';
      reasons.order = '';
    } else if (path === PAYMENT) {
      said.paymentId = said.paymentCode = reasons.payment = '';
    }
  }

  text(path: string, text: string, currency: string): void {
    const field = FIELDS.get(path);
    if (field === undefined) this.onReason(path, text);
    else {
      this.said[field] = text;
      if (field === 'amount') this.said.currency = currency;
    }
  }

  close(path: string): void {
    const { said, reasons } = this;
    if (path === ORDER) this.tell(this.ofOrder());
    else if (path === PAYMENT) {
      if (said.paymentCode !== '') this.tell(this.ofGroup('PAYMENT', said.paymentCode, reasons.payment));
    } else if (path === GROUP && said.groupCode !== '')
      this.tell(this.ofGroup('MESSAGE', said.groupCode, reasons.group));
  }

  /** To be called at the end. Throws OperatorError when the message has no original message id or no date. */
  finish(): MessageHead {
    const { messageId, original, createdAt } = this.said;
    const refuse = (what: string): never => {
      throw new OperatorError(
        `${this.name}: ${what}; nothing of it was recorded. Ask the institution for it again`,
      );
    };
    if (original === '') refuse('it names no original message (OrgnlMsgId)');
    if (!isDay(createdAt.slice(0, 10))) refuse('its date (GrpHdr/CreDtTm) is none');
    return { format: this.format, messageId: token(messageId), institutions: [] };
  }

  /** Keeps the first reason that opens a hold, else the first reason: NARR beside AC04 must not hide AC04. */
  private onReason(path: string, text: string): void {
    const of = path.startsWith(`${ORDER}/`) ? 'order' : path.startsWith(`${PAYMENT}/`) ? 'payment' : 'group';
    const known = this.reasons[of];
    const reason = token(text);
    if (known === '' || (holdFor(known) === null && holdFor(reason) !== null)) this.reasons[of] = reason;
  }

  /** An order's answer. An order without a status of its own takes its block's, or its file's. */
  private ofOrder(): Answer {
    this.orders++;
    const { said, reasons } = this;
    const code = said.orderCode || this.blockCode();
    const status = code === 'PART' ? null : statusOf(code);
    const centimes = said.amount === '' ? null : readCentimes(said.amount);
    const id =
      said.endToEnd === '' || said.endToEnd === 'NOTPROVIDED'
        ? token(said.instruction)
        : token(said.endToEnd);
    let problem: Answer['problem'] = '';
    let detail = '';
    if (id === '') {
      problem = 'ORDER_ID_MISSING';
      detail = token(code);
    } else if (status === null) {
      problem = 'STATUS_UNKNOWN';
      detail = code === '' ? 'no status is given' : token(code);
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
      status: status ?? '',
      reason: reasons.order || reasons.payment || reasons.group,
      day: said.createdAt.slice(0, 10),
      centimes,
      currency: token(said.currency),
      problem,
      detail,
    };
  }

  /** A block's status that changes nothing ("received") does not override its file's. */
  private blockCode(): string {
    const { paymentCode, groupCode } = this.said;
    return groupCode !== '' && (paymentCode === '' || statusOf(paymentCode) === '') ? groupCode : paymentCode;
  }

  private ofGroup(level: 'PAYMENT' | 'MESSAGE', code: string, reason: string): Answer {
    const { said } = this;
    const status = statusOf(code);
    return {
      position: 0,
      level,
      messageId: token(said.original),
      paymentId: level === 'PAYMENT' ? token(said.paymentId) : '',
      orderId: '',
      status: status ?? '',
      reason,
      day: said.createdAt.slice(0, 10),
      centimes: null,
      currency: '',
      problem: status === null ? 'STATUS_UNKNOWN' : '',
      detail: status === null ? token(code) : '',
    };
  }
}

export const PAIN_002: readonly XmlAnswers[] = ['pain.002.001.03', 'pain.002.001.10'].map((format) => ({
  kind: 'xml',
  name: format,
  listen: (file, tell) => new StatusReport(file, format, tell),
  saysSomething: ({ orderId }) => orderId !== '',
}));
