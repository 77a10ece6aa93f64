import { FINAL_MARK, RESIDENT_MARK } from '../../../domain/beneficiary.js';

/**
 * The reference of an ISO 20022 order file: its MsgId, and the PmtInfId of its one payment block. Answers and bank
 * statements repeat it, so it must identify the run, the institution and the file in 35 characters of the Latin
 * character set: "3f0c9a1b2c4d-POSTE-0001"; for residents "…-POSTE-R0001"; for final payments "…-POSTE-F0001"; in the
 * first supplementary run of a month "…-POSTE-S1-0001".
 */
const ORDER_FILE = new RegExp(
  String.raw`^orders/([A-Z0-9_]{2,12})/\d{4}-\d{2}-\1-(S\d-)?(${RESIDENT_MARK}|${FINAL_MARK})?(\d+)\.xml$`,
);

/**
 * Returns the reference of an order file. Two files of a run never have the same one: institution codes hold no "-",
 * so "-" can replace their "_".
 * @param runId 12 characters
 * @param file path of the order file in the run's folder, as in orders/index.csv
 */
export function messageId(runId: string, file: string): string {
  const [, provider, supplement = '', mark = '', number] = ORDER_FILE.exec(file) ?? [];
  if (provider === undefined) throw new TypeError(`${file} is no ISO 20022 order file`);
  return `${runId}-${provider.replaceAll('_', '-')}-${supplement}${mark.slice(0, 1)}${number}`;
}
