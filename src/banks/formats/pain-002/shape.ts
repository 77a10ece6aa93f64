import type { Shape } from '../../xml/xml-shape.js';

/**
 * The elements that are read of a status report, the same in its versions .03 to .14. Source: ISO 20022 message
 * definitions. order_id is the OrgnlEndToEndId.
 */
const REASON: Shape = { Rsn: { Cd: 'text', Prtry: 'text' }, AddtlInf: 'text' };
const COUNTS: Shape = { DtldNbOfTxs: 'text', DtldSts: 'text', DtldCtrlSum: 'text' };
const AGENT: Shape = {
  FinInstnId: { BIC: 'text', BICFI: 'text', ClrSysMmbId: { MmbId: 'text' }, Othr: { Id: 'text' } },
};

export const SHAPE: Shape = {
  CstmrPmtStsRpt: {
    GrpHdr: {
      MsgId: 'text',
      CreDtTm: 'text',
      InitgPty: { Id: { OrgId: { BICOrBEI: 'text', AnyBIC: 'text', Othr: { Id: 'text' } } } },
      FwdgAgt: AGENT,
      DbtrAgt: AGENT,
      CdtrAgt: AGENT,
    },
    OrgnlGrpInfAndSts: {
      OrgnlMsgId: 'text',
      OrgnlNbOfTxs: 'text',
      OrgnlCtrlSum: 'text',
      GrpSts: 'text',
      StsRsnInf: REASON,
      NbOfTxsPerSts: COUNTS,
    },
    OrgnlPmtInfAndSts: {
      OrgnlPmtInfId: 'text',
      OrgnlNbOfTxs: 'text',
      OrgnlCtrlSum: 'text',
      PmtInfSts: 'text',
      StsRsnInf: REASON,
      NbOfTxsPerSts: COUNTS,
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

export const GROUP = 'CstmrPmtStsRpt/OrgnlGrpInfAndSts';
export const PAYMENT = 'CstmrPmtStsRpt/OrgnlPmtInfAndSts';
export const ORDER = `${PAYMENT}/TxInfAndSts`;

/** Where the report names institutions. */
export const AGENTS = ['InitgPty', 'FwdgAgt', 'DbtrAgt', 'CdtrAgt'].map(
  (agent) => `CstmrPmtStsRpt/GrpHdr/${agent}/`,
);
