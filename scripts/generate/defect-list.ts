import { join } from 'node:path';
import type { Note } from './sheets.js';
import { ByteFile } from './write.js';

/** The list of a month's defects: file, physical line (the header is 1), code, household. */
export class DefectList {
  private readonly file: ByteFile;

  constructor(out: string, label: string) {
    this.file = new ByteFile(join(out, defectsFile(label)));
    this.file.appendText('file,line,code,household_id\n');
  }

  add(file: string, line: number, note: Note): void {
    this.file.appendText(`${file},${line},${note.code},${note.household}\n`);
  }

  close(): void {
    this.file.close();
  }
}

/** Name of the list, beside the month's folder: inside, it would be taken for part of the extract. */
export function defectsFile(label: string): string {
  return `defects-${label}.csv`;
}
