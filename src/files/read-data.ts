import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

/** The rows of a table of the program's own, a CSV file beside the code that reads it. */
export function readData<Row>(file: URL): Row[] {
  return parse(readFileSync(file), { columns: true }) as Row[];
}
