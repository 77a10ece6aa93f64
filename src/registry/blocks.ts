import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../domain/errors.js';
import { bufferSize } from '../files/buffer-size.js';
import { type FileDigest, FileReader } from '../files/read-file.js';
import { ROW_ID } from './columns.js';
import type { ExtractFile } from './discover.js';
import { type Header, readHeader } from './header.js';
import { LF } from './line.js';
import { LINE_LIMIT, type LineAnchor, type LineFault, LineScanner, type Scan } from './scanner.js';

/** A run of good lines of one file, written to `path` for the engine to read at once. */
export type Block = {
  readonly path: string;
  readonly rows: number;
  readonly header: Header;
  readonly anchors: readonly LineAnchor[];
  readonly faults: readonly LineFault[];
};

/** The counts and hashes of a whole file. Every line is counted: header + blank + good + faulty = lines. */
export type FileSummary = Scan & { readonly digest: FileDigest; readonly header: Header };

/**
 * How many bytes of good lines a block holds: enough for the engine to read in parallel. The first block of a file is
 * small and each next one is twice as large, so that the engine starts work almost at once.
 */
const BLOCK_BYTES = 48 << 20;
const FIRST_BLOCK_BYTES = 4 << 20;
const WORK_BYTES = 4 << 20;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads one file and yields its good lines as blocks below `scratch`; returns the summary. Two files are used in
 * turn, so the caller must finish with a block before it asks for the next but one. Throws OperatorError for a file
 * without a usable header, or one that changes while it is read.
 */
export async function* readBlocks(
  file: ExtractFile,
  scratch: string,
  onProgress: (lines: number) => void,
): AsyncGenerator<Block, FileSummary> {
  const reader = await FileReader.open(file.path, file.name);
  const writer = new BlockWriter(scratch, file);
  try {
    // Room for an incomplete line, and for the newline that the last line may lack.
    const most = bufferSize(reader.contentBytes ?? WORK_BYTES, WORK_BYTES);
    const work = Buffer.allocUnsafe(most + 2 * LINE_LIMIT);
    let filled = 0;
    let first = true;
    for await (const chunk of reader.content()) {
      for (let offset = 0; offset < chunk.length; ) {
        const room = work.length - 1 - filled;
        const part = Math.min(room, chunk.length - offset);
        chunk.copy(work, filled, offset, offset + part);
        offset += part;
        filled += part;
        if (first && filled >= BOM.length) {
          first = false;
          if (work.subarray(0, BOM.length).equals(BOM)) filled = moveDown(work, BOM.length, filled);
        }
        if (filled < most) continue;
        filled = await writer.take(work, filled, false);
        onProgress(writer.lines);
        if (writer.full) yield await writer.cut();
      }
    }
    await writer.take(work, filled, true);
    onProgress(writer.lines);
    // Before the last block is yielded: a file that changed is refused while the engine is idle.
    const digest = await reader.finish();
    if (writer.pending) yield await writer.cut();
    return { ...writer.scan, digest, header: writer.header };
  } finally {
    await writer.close();
    await reader.close().catch(() => undefined);
  }
}

function moveDown(work: Buffer, from: number, filled: number): number {
  work.copyWithin(0, from, filled);
  return filled - from;
}

/** Finds the header, then scans the lines and gathers the good ones in block files. */
class BlockWriter {
  private scanner: LineScanner | null = null;
  private head: Header | null = null;
  private blankBefore = 0;
  /** Two files, written in turn: their pages stay in memory and seldom reach the disk. */
  private readonly handles: FileHandle[] = [];
  private bytes = 0;
  private goodBefore = 0;
  private serial = 0;
  private anchors: LineAnchor[] = [];
  private faults: LineFault[] = [];

  constructor(
    private readonly scratch: string,
    private readonly file: ExtractFile,
  ) {}

  get header(): Header {
    if (this.head === null) throw new OperatorError(`${this.file.path}: no header row was found`);
    return this.head;
  }

  /** Lines so far, including the header and blank lines before it. */
  get lines(): number {
    return this.scanner === null ? 0 : this.scanner.scan.lines + this.blankBefore + 1;
  }

  get scan(): Scan {
    const scan = (this.scanner as LineScanner).scan;
    return { ...scan, blank: scan.blank + this.blankBefore, lines: this.lines };
  }

  get full(): boolean {
    return this.bytes >= Math.min(BLOCK_BYTES, FIRST_BLOCK_BYTES * 2 ** this.serial);
  }

  get pending(): boolean {
    return this.bytes > 0 || this.faults.length > 0;
  }

  /** Takes bytes [0, filled). Moves the incomplete last line to the front and returns its length. */
  async take(work: Buffer, filled: number, final: boolean): Promise<number> {
    let from = 0;
    if (this.scanner === null) from = this.findHeader(work, filled, final);
    const body = work.subarray(from);
    const { kept, rest } = (this.scanner as unknown as LineScanner).take(body, filled - from, final);
    if (kept > 0) await this.write(body.subarray(0, kept));
    return moveDown(work, from + rest, filled);
  }

  /** Ends the current block and returns it. */
  async cut(): Promise<Block> {
    const path = this.blockPath();
    await (await this.handle()).truncate(this.bytes);
    const good = this.scan.good;
    const block = {
      path,
      rows: good - this.goodBefore,
      header: this.header,
      anchors: this.anchors,
      faults: this.faults,
    };
    this.goodBefore = good;
    this.bytes = 0;
    this.serial++;
    this.anchors = [];
    this.faults = [];
    return block;
  }

  private blockPath(): string {
    return join(this.scratch, `${this.file.kind}-${this.serial % 2}.csv`);
  }

  /** Reads the header, the first line that is not blank; returns where the line after it starts. */
  private findHeader(work: Buffer, filled: number, final: boolean): number {
    let from = 0;
    for (;;) {
      let end = work.subarray(0, filled).indexOf(LF, from);
      if (end < 0 && final) end = filled;
      if (end < 0 || from >= filled) throw new OperatorError(`${this.file.path}: no header row was found`);
      const line = work.subarray(from, end);
      from = Math.min(end + 1, filled);
      const text = line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
      if (text.toString('latin1').trim() === '') {
        this.blankBefore++;
        continue;
      }
      this.head = readHeader(this.file.path, this.file.kind, text);
      this.scanner = new LineScanner(
        this.head.delimiter.charCodeAt(0),
        this.head.columns.length,
        this.blankBefore + 2,
        this.head.columns.indexOf(ROW_ID[this.file.kind]),
        (fault) => this.faults.push(fault),
        (anchor) => this.anchors.push(anchor),
      );
      return from;
    }
  }

  async close(): Promise<void> {
    for (const handle of this.handles) await handle.close();
  }

  private async handle(): Promise<FileHandle> {
    const turn = this.serial % 2;
    this.handles[turn] ??= await open(this.blockPath(), 'w', 0o600);
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
