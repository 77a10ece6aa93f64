import { OperatorError } from '../domain/errors.js';
import { countToPeople } from '../domain/money.js';
import { quoted } from '../domain/shell.js';
import { FEWEST, SHARE_PERCENT } from './file-limits.js';
import type { ReceivedFile } from './received.js';
import type { NotUtf8, Scan } from './scanner.js';
import { printing, shownPath } from './source.js';

/** So many lines that are not UTF-8 are no accident, where no letter beyond ASCII is right. */
const FOREIGN_LINES = 3;

/**
 * Throws OperatorError for a file in an encoding of its own: lines that are not UTF-8, and none with letters beyond ASCII
 * that is. In a file that is UTF-8 elsewhere, such lines are broken, and go to quarantine.
 */
export function refuseForeign(
  file: ReceivedFile,
  scan: Pick<Scan, 'beyondAscii' | 'notUtf8' | 'good' | 'faulty'>,
): void {
  const { notUtf8, beyondAscii } = scan;
  if (beyondAscii || notUtf8.lines < FOREIGN_LINES) return;
  const rows = countToPeople(scan.good + scan.faulty);
  const encoding = encodingOf(notUtf8);
  const packed = printing(file);
  const iconv = `iconv -f ${encoding} -t UTF-8`;
  const command =
    packed === null ? `${iconv} ${quoted(file.path)}` : `${packed.map(quoted).join(' ')} | ${iconv}`;
  throw new OperatorError(
    `${shownPath(file)}: is not UTF-8 (${countToPeople(notUtf8.lines)} of ${rows} rows, the first on line ${notUtf8.first}); it looks like ${encoding.toLowerCase()}. Convert it, and put it in its place: ${command} > converted.csv`,
  );
}

/**
 * Throws OperatorError for a file whose lines have not the fields of its header: with commas between fields, decimal commas
 * make two of one. Ten lines or more, and nine in ten.
 */
export function refuseOtherFields(
  file: ReceivedFile,
  scan: Pick<Scan, 'otherFields' | 'good' | 'faulty'>,
  fields: number,
): void {
  const { lines, first } = scan.otherFields;
  const rows = scan.good + scan.faulty;
  if (lines < FEWEST || lines * 100 < rows * SHARE_PERCENT) return;
  throw new OperatorError(
    `${shownPath(file)}: ${countToPeople(lines)} of ${countToPeople(rows)} rows have more or fewer fields than the ${fields} of the header, the first on line ${first}; a value with the delimiter in it (a decimal comma) stands in quotes, such as "8,215825", or the file is separated by ;`,
  );
}

/** Arabic words are bytes side by side, letters with accents stand alone. */
function encodingOf({ together, alone }: NotUtf8): string {
  return together > alone ? 'WINDOWS-1256' : 'WINDOWS-1252';
}
