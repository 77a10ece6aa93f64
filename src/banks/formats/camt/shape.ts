import type { Shape } from '../../xml/xml-shape.js';

/**
 * The elements that are read of account reports. camt.052, camt.053 and camt.054 share them, in all versions. A
 * status is text up to version .06 and a code from .07 on; an agent's BIC is BIC in older versions and BICFI in newer
 * ones; charges are one element in older versions and records in newer ones. Source: ISO 20022 message definitions.
 * order_id is a transaction's EndToEndId.
 */
const DATE: Shape = { Dt: 'text', DtTm: 'text' };
const AMOUNT: Shape = { Amt: 'text' };
const CHARGES: Shape = {
  TtlChrgsAndTaxAmt: 'text',
  Amt: 'text',
  CdtDbtInd: 'text',
  Rcrd: { Amt: 'text', CdtDbtInd: 'text' },
};
const REFERENCES: Shape = {
  MsgId: 'text',
  PmtInfId: 'text',
  InstrId: 'text',
  EndToEndId: 'text',
  TxId: 'text',
  AcctSvcrRef: 'text',
  Prtry: { Ref: 'text' },
};
const FAMILY: Shape = { Domn: { Fmly: { SubFmlyCd: 'text' } } };
const TRANSACTION: Shape = {
  Refs: REFERENCES,
  Amt: 'text',
  CdtDbtInd: 'text',
  AmtDtls: { InstdAmt: AMOUNT, TxAmt: AMOUNT, CntrValAmt: AMOUNT },
  BkTxCd: FAMILY,
  Chrgs: CHARGES,
  RmtInf: { Ustrd: 'text', Strd: { CdtrRefInf: { Ref: 'text' }, AddtlRmtInf: 'text' } },
  RtrInf: { Rsn: { Cd: 'text', Prtry: 'text' }, AddtlInf: 'text' },
  AddtlTxInf: 'text',
};
const ENTRY: Shape = {
  NtryRef: 'text',
  Amt: 'text',
  CdtDbtInd: 'text',
  RvslInd: 'text',
  Sts: { '': 'text', Cd: 'text', Prtry: 'text' },
  BookgDt: DATE,
  ValDt: DATE,
  AcctSvcrRef: 'text',
  AmtDtls: { InstdAmt: AMOUNT },
  BkTxCd: FAMILY,
  Chrgs: CHARGES,
  NtryDtls: { Btch: { MsgId: 'text', PmtInfId: 'text', NbOfTxs: 'text' }, TxDtls: TRANSACTION },
  AddtlNtryInf: 'text',
};
const PAGES: Shape = { PgNb: 'text', LastPgInd: 'text' };
const TOTAL: Shape = { NbOfNtries: 'text', Sum: 'text' };

const REPORT: Shape = {
  Id: 'text',
  RptPgntn: PAGES,
  StmtPgntn: PAGES,
  NtfctnPgntn: PAGES,
  ElctrncSeqNb: 'text',
  LglSeqNb: 'text',
  CreDtTm: 'text',
  FrToDt: { FrDtTm: 'text', ToDtTm: 'text' },
  CpyDplctInd: 'text',
  Acct: {
    Id: { IBAN: 'text', Othr: { Id: 'text' } },
    Ccy: 'text',
    Svcr: {
      FinInstnId: {
        BIC: 'text',
        BICFI: 'text',
        ClrSysMmbId: { MmbId: 'text' },
        Othr: { Id: 'text' },
      },
    },
  },
  Bal: { Tp: { CdOrPrtry: { Cd: 'text' } }, Amt: 'text', CdtDbtInd: 'text' },
  TxsSummry: { TtlNtries: TOTAL, TtlCdtNtries: TOTAL, TtlDbtNtries: TOTAL },
  Ntry: ENTRY,
};

/** The message element below Document, and the element that holds entries. */
export type ReportRoot = { readonly message: string; readonly report: string };

const SHAPES = new Map<string, Shape>();

/** Returns the shape of a kind of message. It is built only once, because a file may hold many messages. */
export function shapeOf({ message, report }: ReportRoot): Shape {
  const known = SHAPES.get(message);
  if (known !== undefined) return known;
  const shape: Shape = { [message]: { GrpHdr: { MsgId: 'text', CreDtTm: 'text' }, [report]: REPORT } };
  SHAPES.set(message, shape);
  return shape;
}
