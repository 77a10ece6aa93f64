import { closeSync, openSync, writeSync } from 'node:fs';

/** Bytes gathered before they go to the file. Writing is synchronous: the disk itself slows the generator down. */
const CHUNK = 4 * 1024 * 1024;
/** Rows wait in this many lanes, so that neighbours in the making are far apart in the file. */
const LANES = 64;
/** A lane goes to the file when it holds this many bytes. */
const LANE_BYTES = 64 * 1024;

/** Where a row waits, or went: what `RowFile.mark` needs to find it again. */
export interface RowPlace {
  lane: number;
  /** How often the lane had gone to the file when the row entered it. */
  round: number;
  /** Position in the lane, from 0. */
  row: number;
}

/** Something to be told the line of, once it is known. */
interface Mark<Note> {
  readonly row: number;
  readonly note: Note;
}

/** A file of text whose characters are bytes, written in large chunks. */
export class ByteFile {
  private readonly descriptor: number;
  private readonly buffer = Buffer.allocUnsafe(CHUNK);
  private used = 0;

  constructor(path: string) {
    this.descriptor = openSync(path, 'w');
  }

  /** Appends a string of one character a byte. */
  append(bytes: string): void {
    for (let from = 0; from < bytes.length; from += CHUNK) {
      const part = from === 0 && bytes.length <= CHUNK ? bytes : bytes.slice(from, from + CHUNK);
      if (this.used + part.length > CHUNK) this.flush();
      this.used += this.buffer.write(part, this.used, 'latin1');
    }
  }

  close(): void {
    this.flush();
    closeSync(this.descriptor);
  }

  private flush(): void {
    for (let done = 0; done < this.used; )
      done += writeSync(this.descriptor, this.buffer, done, this.used - done);
    this.used = 0;
  }
}

/**
 * A CSV file whose rows come out in another order than they went in. Memory is bounded by
 * LANES x LANE_BYTES. Rows can be marked: `onMark` then hears on which physical line (the header is 1) they stand.
 */
export class RowFile<Note> {
  /** Rows written or waiting, the header not counted. */
  rows = 0;
  private readonly file: ByteFile;
  private readonly texts: string[] = new Array<string>(LANES).fill('');
  private readonly counts = new Int32Array(LANES);
  private readonly rounds = new Int32Array(LANES);
  private readonly marks: Mark<Note>[][] = Array.from({ length: LANES }, () => []);
  private linesOut = 1;

  constructor(
    path: string,
    columns: readonly string[],
    private readonly onMark: (line: number, note: Note) => void,
  ) {
    this.file = new ByteFile(path);
    this.file.append(`${columns.join(',')}\n`);
  }

  /** Adds a row (line break included) to a lane; any whole number will do for one. */
  put(row: string, lane: number): void {
    const at = lane & (LANES - 1);
    const text = this.texts[at] + row;
    this.rows++;
    this.counts[at] = (this.counts[at] ?? 0) + 1;
    this.texts[at] = text;
    if (text.length >= LANE_BYTES) this.release(at);
  }

  /** Where the next row put in that lane will stand. */
  place(lane: number): RowPlace {
    const at = lane & (LANES - 1);
    return { lane: at, round: this.rounds[at] ?? 0, row: this.counts[at] ?? 0 };
  }

  /** Marks a row that is still to come or waiting; false when it has already gone to the file. */
  mark(place: RowPlace, note: Note): boolean {
    if (place.round !== this.rounds[place.lane]) return false;
    this.marks[place.lane]?.push({ row: place.row, note });
    return true;
  }

  close(): void {
    for (let lane = 0; lane < LANES; lane++) this.release(lane);
    this.file.close();
  }

  private release(lane: number): void {
    const marks = this.marks[lane] ?? [];
    for (const { row, note } of marks) this.onMark(this.linesOut + 1 + row, note);
    marks.length = 0;
    this.file.append(this.texts[lane] ?? '');
    this.linesOut += this.counts[lane] ?? 0;
    this.counts[lane] = 0;
    this.texts[lane] = '';
    this.rounds[lane] = (this.rounds[lane] ?? 0) + 1;
  }
}
