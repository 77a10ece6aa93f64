/** The plain Node peer's writing: csv-stringify, hashed on the way. */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';

/** Rows that are turned into text together. */
const BATCH = 4096;

/** A CSV file that is written row by row. */
export class CsvFile {
  private readonly descriptor: number;
  private readonly hash = createHash('sha256');
  private rows: unknown[][] = [];

  constructor(path: string, columns: readonly string[]) {
    this.descriptor = openSync(path, 'w');
    this.rows.push([...columns]);
  }

  add(row: unknown[]): void {
    this.rows.push(row);
    if (this.rows.length >= BATCH) this.flush();
  }

  /** Makes the file durable; its SHA-256. */
  close(): string {
    this.flush();
    fsyncSync(this.descriptor);
    closeSync(this.descriptor);
    return this.hash.digest('hex');
  }

  private flush(): void {
    const bytes = Buffer.from(stringify(this.rows));
    this.rows = [];
    this.hash.update(bytes);
    writeSync(this.descriptor, bytes);
  }
}
