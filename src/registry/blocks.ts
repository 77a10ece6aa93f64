import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { FILE_MODE } from '../domain/modes.js';
import { bufferSize } from '../files/buffer-size.js';
import type { FileDigest } from '../files/read-file.js';
import { COLUMNS, ROW_ID } from './columns.js';
import { textOf } from './decode.js';
import { refuseForeign, refuseOtherFields } from './encoding.js';
import { columnsNamed, type Header, noHeader, readHeader } from './header.js';
import { LF } from './line.js';
import type { ExtractFile } from './received.js';
import { LINE_LIMIT, type LineAnchor, type LineFault, LineScanner, type Scan } from './scanner.js';
import { openSource, shownPath } from './source.js';

/** Good lines of the files of a kind that have the same header, written to `path` for the engine to read at once. */
export type Block = {
  readonly path: string;
  readonly rows: number;
  /** Good rows of the kind before this block. */
  readonly before: number;
  readonly header: Header;
  /** Ordinals are among all good rows of the kind. */
  readonly anchors: readonly (LineAnchor & { readonly file: string })[];
  readonly faults: readonly (LineFault & { readonly file: string })[];
  /** Where the good rows of each file that has some here begin, as ordinals. */
  readonly files: readonly { readonly file: ExtractFile; readonly from: number }[];
};

/** The counts and hashes of a whole file. Every line is counted: header + titles + blank + good + faulty = lines. */
export type FileSummary = Scan & {
  readonly file: ExtractFile;
  /** Lines with something else before the header. */
  readonly titles: number;
  readonly digest: FileDigest;
  readonly header: Header;
};

/**
 * How many bytes of good lines a block holds: enough for the engine to read in parallel. The first block of a kind is
 * small and each next one is twice as large, so that the engine starts work almost at once.
 */
const BLOCK_BYTES = 48 << 20;
const FIRST_BLOCK_BYTES = 4 << 20;
const WORK_BYTES = 4 << 20;
/** So many faults are handed over with however few good lines. */
const MOST_FAULTS = 100_000;
/** The header is among so many first lines that are not blank. */
const MOST_TITLES = 20;

/**
 * Reads files of one kind, one after the other as one stream, and yields their good lines as blocks below `scratch`;
 * returns the summaries. Two block files are used in turn, so the caller must finish with a block before it asks for the
 * next but one. Throws OperatorError for a file without a usable header, or one that changes while it is read.
 */
export async function* readBlocks(
  files: readonly ExtractFile[],
  scratch: string,
  onProgress: (lines: number) => void,
): AsyncGenerator<Block, FileSummary[]> {
  const writer = new BlockWriter(scratch);
  const summaries: FileSummary[] = [];
  let lines = 0;
  let work: Buffer = Buffer.alloc(0);
  try {
    for (const file of files) {
      const source = await openSource(file);
      try {
        // Room for an incomplete line, and for the newline that the last line may lack.
        const most = bufferSize(source.contentBytes ?? WORK_BYTES, WORK_BYTES);
        if (work.length < most + 2 * LINE_LIMIT) work = Buffer.allocUnsafe(most + 2 * LINE_LIMIT);
        let filled = 0;
        writer.begin(file);
        for await (const chunk of textOf(shownPath(file), source.content())) {
          for (let offset = 0; offset < chunk.length; ) {
            const room = work.length - 1 - filled;
            const part = Math.min(room, chunk.length - offset);
            chunk.copy(work, filled, offset, offset + part);
            offset += part;
            filled += part;
            if (filled < most) continue;
            if (writer.needsCut(work, filled, false)) yield await writer.cut();
            filled = await writer.take(work, filled, false);
            onProgress(lines + writer.lines);
            if (writer.full) yield await writer.cut();
          }
        }
        if (writer.needsCut(work, filled, true)) yield await writer.cut();
        await writer.take(work, filled, true);
        // Before the last block is yielded: a file that changed is refused while the engine is idle.
        const digest = await source.finish();
        summaries.push({ ...writer.summary(), digest });
        lines += writer.lines;
        onProgress(lines);
        if (writer.full) yield await writer.cut();
      } finally {
        await source.close().catch(() => undefined);
      }
    }
    if (writer.pending) yield await writer.cut();
    return summaries;
  } finally {
    await writer.close();
  }
}

/** A file being read, and what was found of it so far. */
type Reading = {
  readonly file: ExtractFile;
  readonly header: Header;
  readonly titles: number;
  readonly blanks: number;
  readonly scanner: LineScanner;
};

/** Finds the header of each file, then scans the lines and gathers the good ones in block files. */
class BlockWriter {
  private file: ExtractFile | null = null;
  private reading: Reading | null = null;
  /** Where the first line after the header stands in the buffer, until it is taken. */
  private body = 0;
  private header: Header | null = null;
  /** The header line read last: of many small files, the next one mostly has the same. */
  private known: { readonly line: Buffer; readonly header: Header } | null = null;
  /** Two files, written in turn: their pages stay in memory and seldom reach the disk. */
  private readonly handles: FileHandle[] = [];
  private bytes = 0;
  /** Good rows of the kind: of files before this one, and before this block. */
  private good = 0;
  private cutAt = 0;
  private serial = 0;
  private anchors: Block['anchors'][number][] = [];
  private faults: Block['faults'][number][] = [];
  private files: Block['files'][number][] = [];

  constructor(private readonly scratch: string) {}

  begin(file: ExtractFile): void {
    this.good += this.reading?.scanner.scan.good ?? 0;
    this.file = file;
    this.reading = null;
  }

  /** Lines of the file so far, including the header and what stands before it. */
  get lines(): number {
    if (this.reading === null) return 0;
    const { scanner, titles, blanks } = this.reading;
    return scanner.scan.lines + titles + blanks + 1;
  }

  summary(): Omit<FileSummary, 'digest'> {
    const { file, header, titles, blanks, scanner } = this.read;
    refuseForeign(file, scanner.scan);
    refuseOtherFields(file, scanner.scan, header.columns.length);
    const { scan } = scanner;
    return { ...scan, file, header, titles, blank: scan.blank + blanks, lines: this.lines };
  }

  get full(): boolean {
    const most = Math.min(BLOCK_BYTES, FIRST_BLOCK_BYTES * 2 ** this.serial);
    return this.bytes >= most || this.faults.length >= MOST_FAULTS;
  }

  get pending(): boolean {
    return this.bytes > 0 || this.faults.length > 0;
  }

  /** Looks for the file's header, once. Whether what is gathered of files before must be cut, since this one has another. */
  needsCut(work: Buffer, filled: number, final: boolean): boolean {
    if (this.reading !== null) return false;
    const before = this.header;
    this.findHeader(work, filled, final);
    this.header = this.read.header;
    if (before === null || !this.pending || sameHeader(before, this.header)) return false;
    this.header = before; // of the block that is cut
    return true;
  }

  /** Takes bytes [0, filled). Moves the incomplete last line to the front and returns its length. */
  async take(work: Buffer, filled: number, final: boolean): Promise<number> {
    const { scanner, header } = this.read;
    this.header = header;
    const from = this.body;
    this.body = 0;
    const body = work.subarray(from);
    const before = this.rowsSoFar;
    const { kept, rest } = scanner.take(body, filled - from, final);
    if (this.rowsSoFar > before && this.files.at(-1)?.file !== this.read.file)
      this.files.push({ file: this.read.file, from: before });
    if (kept > 0) await this.write(body.subarray(0, kept));
    work.copyWithin(0, from + rest, filled);
    return filled - from - rest;
  }

  /** Ends the current block and returns it. */
  async cut(): Promise<Block> {
    const path = this.blockPath();
    await (await this.handle()).truncate(this.bytes);
    const block = {
      path,
      rows: this.rowsSoFar - this.cutAt,
      before: this.cutAt,
      header: this.header ?? this.read.header,
      anchors: this.anchors,
      faults: this.faults,
      files: this.files,
    };
    this.cutAt = this.rowsSoFar;
    this.bytes = 0;
    this.serial++;
    this.anchors = [];
    this.faults = [];
    this.files = [];
    return block;
  }

  /** Good rows of the kind so far. */
  private get rowsSoFar(): number {
    return this.good + (this.reading?.scanner.scan.good ?? 0);
  }

  private get read(): Reading {
    if (this.reading === null) throw new Error('a file is scanned before its header was found');
    return this.reading;
  }

  private blockPath(): string {
    return join(this.scratch, `block-${this.serial % 2}.csv`);
  }

  /**
   * Reads the header: of the first lines that are not blank, the one that names most of the columns. Lines before it are
   * titles. Throws OperatorError when there is none.
   */
  private findHeader(work: Buffer, filled: number, final: boolean): void {
    const file = this.file as ExtractFile;
    const all = COLUMNS[file.kind].length;
    let best: { found: number; line: Buffer; next: number; titles: number; blanks: number } | null = null;
    let first: Buffer | null = null;
    let [from, titles, blanks] = [0, 0, 0];
    while (from < filled && titles < MOST_TITLES && best?.found !== all) {
      let end = work.subarray(0, filled).indexOf(LF, from);
      if (end < 0 && !final) break;
      if (end < 0) end = filled;
      const whole = work.subarray(from, end);
      from = Math.min(end + 1, filled);
      const line = whole.at(-1) === 0x0d ? whole.subarray(0, -1) : whole;
      if (line.toString('latin1').trim() === '') {
        blanks++;
        continue;
      }
      first ??= line;
      const found: number = this.known?.line.equals(line) === true ? all : columnsNamed(file.kind, line);
      if (found > (best?.found ?? 0)) best = { found, line, next: from, titles, blanks };
      titles++;
    }
    if (best === null) throw noHeader(shownPath(file), file.kind, first);
    const { line, next, titles: above, blanks: blanksAbove } = best;
    const header =
      this.known?.line.equals(line) === true
        ? this.known.header
        : readHeader(shownPath(file), file.kind, line);
    this.known = { line: Buffer.from(line), header };
    const before = this.good;
    const { name } = file;
    const scanner = new LineScanner(
      header.delimiter.charCodeAt(0),
      header.columns.length,
      above + blanksAbove + 2,
      header.columns.indexOf(ROW_ID[file.kind]),
      (fault) => this.faults.push({ ...fault, file: name }),
      ({ ordinal, line }) => this.anchors.push({ ordinal: before + ordinal, line, file: name }),
    );
    this.body = next;
    this.reading = { file, header, titles: above, blanks: blanksAbove, scanner };
  }

  async close(): Promise<void> {
    for (const handle of this.handles) await handle.close();
  }

  private async handle(): Promise<FileHandle> {
    const turn = this.serial % 2;
    this.handles[turn] ??= await open(this.blockPath(), 'w', FILE_MODE);
    return this.handles[turn];
  }

  /** Returns when all is written: the caller uses the buffer again. */
  private async write(bytes: Buffer): Promise<void> {
    const handle = await this.handle();
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, this.bytes + done);
      done += bytesWritten;
    }
    this.bytes += bytes.length;
  }
}

function sameHeader(one: Header, other: Header): boolean {
  if (one === other) return true;
  return one.delimiter === other.delimiter && one.columns.join('\n') === other.columns.join('\n');
}
