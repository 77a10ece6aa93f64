/**
 * The size of a buffer to read a file with, in bytes: as large as the file, and at most `most`. A buffer that is much
 * larger than its file costs more than the reading: the engine of JavaScript collects garbage after every 64 MB of them.
 * One byte more than the file, so that a single read takes all of it.
 */
export function bufferSize(fileBytes: number | bigint, most: number): number {
  return Math.min(most, Number(fileBytes) + 1);
}
