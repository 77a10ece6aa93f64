/**
 * One physical line as RFC 4180 fields. The registry's rule is "one line, one row": no field holds a line break, so
 * each line is read alone.
 */
export const QUOTE = 0x22;
export const LF = 0x0a;
export const CR = 0x0d;

/**
 * Counts the fields of the line at [start, end) of `bytes`. Returns -1 when its quoting is malformed: a quote that
 * does not close, text after a closing quote, or a quote inside an unquoted field.
 */
export function countFields(bytes: Uint8Array, start: number, end: number, delimiter: number): number {
  let fields = 1;
  let i = start;
  for (;;) {
    if (i < end && bytes[i] === QUOTE) {
      i = closingQuote(bytes, i + 1, end) + 1;
      if (i === 0) return -1;
      if (i < end && bytes[i] !== delimiter) return -1;
    } else {
      while (i < end && bytes[i] !== delimiter) {
        if (bytes[i] === QUOTE) return -1;
        i++;
      }
    }
    if (i >= end) return fields;
    fields++;
    i++;
  }
}

/** The index of the quote that closes a field opened before `start`, or -1. A doubled quote closes nothing. */
function closingQuote(bytes: Uint8Array, start: number, end: number): number {
  for (let i = start; i < end; i++) {
    if (bytes[i] !== QUOTE) continue;
    if (i + 1 < end && bytes[i + 1] === QUOTE) i++;
    else return i;
  }
  return -1;
}

/**
 * Returns the first fields of a line as text, at most `most`. Of a malformed line, these are the fields before the
 * fault: the household of a broken line can still be read, and held.
 */
export function readableFields(line: Buffer, delimiter: number, most = Number.POSITIVE_INFINITY): string[] {
  const fields: string[] = [];
  let i = 0;
  while (fields.length < most) {
    if (line[i] === QUOTE) {
      const close = closingQuote(line, i + 1, line.length);
      const after = close + 1;
      if (close < 0 || (after < line.length && line[after] !== delimiter)) return fields;
      fields.push(line.toString('utf8', i + 1, close).replaceAll('""', '"'));
      i = after;
    } else {
      let stop = line.indexOf(delimiter, i);
      if (stop < 0) stop = line.length;
      const field = line.toString('utf8', i, stop);
      if (field.includes('"')) return fields;
      fields.push(field);
      i = stop;
    }
    if (i >= line.length) return fields;
    i++;
  }
  return fields;
}
