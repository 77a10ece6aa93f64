import { closeSync, openSync, writeSync } from 'node:fs';

/** Bytes gathered before they go to the file. Writing is synchronous: the disk itself slows the generator down. */
const CHUNK = 2 * 1024 * 1024;
/** Rows wait in this many lanes, so that neighbours in the making are far apart in the file. */
const LANES = 64;
/** Bytes a lane holds before it goes to the file. */
const LANE_BYTES = 64 * 1024;

/** A file of bytes, written in large chunks. */
export class ByteFile {
  private readonly descriptor: number;
  private readonly buffer = Buffer.allocUnsafe(CHUNK);
  private used = 0;

  constructor(path: string) {
    this.descriptor = openSync(path, 'w');
  }

  append(bytes: Buffer): void {
    if (this.used + bytes.length > CHUNK) this.flush();
    if (bytes.length > CHUNK) this.write(bytes, bytes.length);
    else this.used += bytes.copy(this.buffer, this.used);
  }

  /** Appends text as UTF-8. */
  appendText(text: string): void {
    this.append(Buffer.from(text, 'utf8'));
  }

  /** Appends a row of one character a byte; a row is short beside the buffer. */
  appendRow(row: string): void {
    if (this.used + row.length > CHUNK) this.flush();
    this.used += this.buffer.write(row, this.used, 'latin1');
  }

  close(): void {
    this.flush();
    closeSync(this.descriptor);
  }

  private flush(): void {
    this.write(this.buffer, this.used);
    this.used = 0;
  }

  private write(bytes: Buffer, length: number): void {
    for (let done = 0; done < length; ) done += writeSync(this.descriptor, bytes, done, length - done);
  }
}

/** Where a row waits, or went: what `RowFile.mark` needs to find it again. */
export interface RowPlace {
  readonly lane: number;
  /** How often the lane had gone to the file when the row entered it. */
  readonly round: number;
  /** Position in the lane, from 0. */
  readonly row: number;
}

/** Something to be told the line of, once it is known. */
interface Mark<Note> {
  readonly row: number;
  readonly note: Note;
}

/**
 * A CSV file whose rows come out in another order than they went in. Memory is bounded by the lanes; they
 * hold bytes, because strings waiting by the thousand would keep the garbage collector busy.
 * Rows can be marked: `onMark` then hears on which physical line (the header is 1) they stand.
 */
export class RowFile<Note> {
  /** Rows written or waiting, the header not counted. */
  rows = 0;
  private readonly file: ByteFile;
  private readonly lanes = Array.from({ length: LANES }, () => Buffer.allocUnsafeSlow(LANE_BYTES));
  private readonly used = new Int32Array(LANES);
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
    this.file.appendText(`${columns.join(',')}\n`);
  }

  /** Adds a row (one character a byte, line break included) to a lane, which any whole number names. */
  put(row: string, lane: number, note?: Note): void {
    const at = lane & (LANES - 1);
    if ((this.used[at] ?? 0) + row.length > LANE_BYTES) this.release(at);
    this.rows++;
    const position = this.counts[at] ?? 0;
    this.counts[at] = position + 1;
    if (note !== undefined) this.marks[at]?.push({ row: position, note });
    if (row.length > LANE_BYTES) {
      // Only a line made too long on purpose: it fills a lane of its own.
      this.send(at, Buffer.from(row, 'latin1'));
      return;
    }
    const used = this.used[at] ?? 0;
    this.used[at] = used + (this.lanes[at]?.write(row, used, 'latin1') ?? 0);
  }

  /** Where the row last put in that lane stands. */
  place(lane: number): RowPlace {
    const at = lane & (LANES - 1);
    return { lane: at, round: this.rounds[at] ?? 0, row: (this.counts[at] ?? 0) - 1 };
  }

  /** Marks a row that is waiting; false when it has already gone to the file. */
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
    const buffer = this.lanes[lane];
    if (buffer) this.send(lane, buffer.subarray(0, this.used[lane]));
  }

  /** Writes the bytes of a lane's rows and empties the lane. */
  private send(lane: number, bytes: Buffer): void {
    for (const { row, note } of this.marks[lane] ?? []) this.onMark(this.linesOut + 1 + row, note);
    this.marks[lane] = [];
    this.file.append(bytes);
    this.linesOut += this.counts[lane] ?? 0;
    this.used[lane] = 0;
    this.counts[lane] = 0;
    this.rounds[lane] = (this.rounds[lane] ?? 0) + 1;
  }
}
