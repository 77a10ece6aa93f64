import type Database from 'better-sqlite3';

/**
 * The institution as whose file a file of answers was read last, as people said; null where they did not, or where a
 * version of this program read it that did not log it.
 * @param of RECORDED: only of readings that recorded answers
 */
export function readAs(db: Database.Database, sha256: string, of: 'ANY' | 'RECORDED'): string | null {
  const from = db
    .prepare(
      `SELECT json_extract(detail, '$.from') FROM events WHERE event = 'ANSWERS' AND json_extract(detail, '$.sha256') = ?
         ${of === 'ANY' ? '' : `AND json_array_length(detail, '$.added') > 0`} ORDER BY seq DESC LIMIT 1`,
    )
    .pluck()
    .get(sha256);
  return (from as string | null | undefined) ?? null;
}
