import { FINAL_MARK, RESIDENT_MARK } from '../../../domain/beneficiary.js';

/**
 * The reference under which an ISO 20022 order file travels: its MsgId, and its one payment block's PmtInfId.
 * Answers and bank statements come back with it, so it must say run, institution and file, in 35 characters
 * of the Latin character set: "3f0c9a1b2c4d-POSTE-0001", residents' files "…-POSTE-R0001", final payments'
 * "…-POSTE-F0001",
 * those of a month's first supplementary run "…-POSTE-S1-0001".
 */
const ORDER_FILE = new RegExp(
  String.raw`^orders/([A-Z0-9_]{2,12})/\d{4}-\d{2}-\1-(S\d-)?(${RESIDENT_MARK}|${FINAL_MARK})?(\d+)\.xml$`,
);

/**
 * @param runId 12 characters
 * @param file path of the order file in the run's folder, as orders/index.csv has it
 * Two files of a run never bear the same: codes of institutions hold no "-", which stands here for their "_".
 */
export function messageId(runId: string, file: string): string {
  const [, provider, supplement = '', mark = '', number] = ORDER_FILE.exec(file) ?? [];
  if (provider === undefined) throw new TypeError(`${file} is no ISO 20022 order file`);
  return `${runId}-${provider.replaceAll('_', '-')}-${supplement}${mark.slice(0, 1)}${number}`;
}
