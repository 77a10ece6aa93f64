import { basename } from 'node:path';
import type { MessageFile } from '../../banks/intake.js';
import { OperatorError } from '../../domain/errors.js';
import { quoted } from '../../domain/shell.js';
import type { Ledger } from '../../ledger/ledger.js';

/** Whose the files are, as people say, and what is known of institutions. */
export type FilesOf = {
  readonly out: string;
  readonly from: string | null;
  readonly known: readonly string[];
  readonly ledger: Ledger;
};

/** Throws OperatorError when the institution that people name is none of the runs'. */
export function refuseUnknown({ from, known }: FilesOf): void {
  if (from === null || known.includes(from)) return;
  throw new OperatorError(
    `--from ${from}: no run has order files of this institution; give one of ${known.join(', ')}`,
  );
}

/** Lines of text say nothing of who wrote them: people do. */
export function nobodys(file: string, { out, known }: FilesOf): OperatorError {
  const [only, second] = known.filter((code) => basename(file).includes(code));
  const code = only !== undefined && second === undefined ? only : known.length === 1 ? known[0] : null;
  const command = `sarf answers --from ${code ?? 'INSTITUTION'} ${quoted(file)} --out ${quoted(out)}`;
  return new OperatorError(
    `${file}: a CSV does not say whose answers it holds; type ${command}${code === null ? `, with one of ${known.join(', ')}` : ''}`,
  );
}

/** Throws OperatorError for a file that was read as another institution's: a file is of one. */
export function refuseAnothers(
  file: string,
  { format, sha256 }: MessageFile,
  { from, ledger }: FilesOf,
): void {
  const before = from === null ? null : ledger.answers.readAs(sha256, 'RECORDED');
  if (before === null || before === from) return;
  const advice =
    format === 'csv'
      ? `If it is ${before}'s, there is nothing to do. If lines of it are of ${from}, ask ${from} for a file of its own, and take back what it said of ${before}'s orders with sarf decide`
      : 'To let it speak of all orders of the account, read it without --from';
  throw new OperatorError(
    `${file}: it was read before as a file of ${before}, and its answers are recorded; as one of ${from} nothing was recorded. ${advice}`,
  );
}
