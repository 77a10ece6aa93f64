/**
 * SELECT of the hashes that several rows of `from` have in `column`: what stands twice has a hash that does. Each is
 * compared with the one before it in order, which is half the work of counting them in groups.
 * @param from what stands behind FROM: a table, a condition
 */
export function repeatedHashes(column: string, from: string): string {
  return `SELECT h FROM (
      SELECT h, lag(h) OVER (ORDER BY h) AS before FROM (SELECT hash(${column}) AS h FROM ${from})
    ) WHERE h = before`;
}
