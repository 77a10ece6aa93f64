import { counted } from '../../domain/money.js';
import { printable } from '../../domain/printable.js';
import type { StrictFault } from '../../registry/strict-file.js';
import { shownValue } from './quarantine-file.js';

/** A kind of fault in a file: its first, and how many values have it. */
type FaultKind = StrictFault & { readonly rows: number };

/** So many faults are listed; all are counted. */
const MOST_LISTED = 100_000;

/** The faults of files of which every value must be good. */
export class StrictFaults {
  /** In the order in which they were found. */
  readonly listed: StrictFault[] = [];
  private readonly found = new Map<string, FaultKind>();

  add(fault: StrictFault): void {
    if (this.listed.length < MOST_LISTED) this.listed.push(fault);
    const key = `${fault.file} ${fault.column} ${fault.code}`;
    const known = this.found.get(key);
    this.found.set(key, { ...(known ?? fault), rows: (known?.rows ?? 0) + 1 });
  }

  /** By file, column and code. */
  kinds(): FaultKind[] {
    return [...this.found.values()];
  }
}

/** A kind of fault in one line: where, what, how often, and what is expected. */
export function toldFault({ file, column, code, rows, line, value, expected }: FaultKind): string {
  const where = column === '' ? file : `${file}: column ${column}`;
  const blank = column === '' ? '' : ', blank';
  const given = value === '' ? blank : `, ${JSON.stringify(shownValue(column, value))}`;
  return printable(
    `${where}: ${code} in ${counted(rows, 'row')}, the first on line ${line}${given}; expected: ${expected}`,
  );
}
