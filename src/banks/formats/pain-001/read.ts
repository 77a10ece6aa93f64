import type { OrderHead } from '../format-interface.js';

const BEFORE_ID = '<CdtTrfTxInf><PmtId><EndToEndId>';

/**
 * SQL: the wanted orders of a file (see OrderFormat). Each order is one line. An account is a RIB, or a RIB after the
 * "MA64" of an IBAN.
 */
export function findInPain(path: string, wanted: string): string {
  return `SELECT order_id, regexp_extract(line, '<PrvtId><Othr><Id>([A-Z0-9]+)<', 1) AS payee_id,
      regexp_extract(line, '<CdtrAcct><Id>(?:<Othr><Id>|<IBAN>MA64)([0-9]{24})<', 1) AS account
    FROM (SELECT line, split_part(substr(line, ${BEFORE_ID.length + 1}), '<', 1) AS order_id
      FROM read_csv(${path}, auto_detect = false, header = false, columns = {'line': 'VARCHAR'},
        delim = '\x01', quote = '', escape = '', new_line = '\\n', hive_partitioning = false)
      WHERE starts_with(line, '${BEFORE_ID}'))
    WHERE order_id IN (${wanted})`;
}

/**
 * Reads the day and the debtor's account from the head of the payment block, and the currency from the first order.
 */
export function headOfPain(start: string): OrderHead | null {
  const executedOn = /<ReqdExctnDt>(?:<Dt>)?(\d{4}-\d{2}-\d{2})</.exec(start)?.[1];
  const currency = /<InstdAmt Ccy="([A-Z]{3})">/.exec(start)?.[1];
  if (executedOn === undefined || currency === undefined) return null;
  const debtorAccount = /<DbtrAcct><Id>(?:<Othr><Id>|<IBAN>)([A-Z0-9]+)</.exec(start)?.[1] ?? '';
  return { executedOn, currency, debtorAccount };
}
