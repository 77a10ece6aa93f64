import type { PartnerCount } from '../../archive/manifest.js';
import { invariant } from '../../domain/errors.js';
import { PARTNER_KINDS, type PartnerKind } from '../../domain/vocabulary.js';
import { text, type Workspace } from '../../workspace/duckdb.js';
import { tableOf } from './overrides.js';

/** Rows of a partner by what became of them; a row is one line of the quarantine or none. */
const countsSql = (kind: PartnerKind) => `
  SELECT
    (SELECT count(*) FROM ${tableOf(kind)} WHERE faults = 0 AND in_force
      AND person_id IN (SELECT person_id FROM ${kind}_statement WHERE NOT contradicts)) AS followed,
    (SELECT count(*) FROM ${tableOf(kind)} WHERE faults = 0 AND NOT in_force) AS not_in_force,
    count(*) FILTER (unknown) AS unknown_person, count(*) FILTER (NOT unknown) AS untrusted
  FROM (SELECT bool_or(code = 'UNKNOWN_PERSON') AS unknown FROM quarantine WHERE kind = ${text(kind)}
    GROUP BY file, line)`;

const OVERRIDES = `
  SELECT field, count(*) AS members FROM overridden WHERE source = $source GROUP BY field ORDER BY field`;

/**
 * What partners sent and what came of it, a line for each kind that was sent. `rows` are data rows read, by
 * kind: every one of them was followed, out of force, of an unknown person or not to be trusted.
 */
export async function partnerCounts(
  workspace: Workspace,
  rows: ReadonlyMap<string, number>,
): Promise<PartnerCount[]> {
  const counts: PartnerCount[] = [];
  for (const source of PARTNER_KINDS) {
    const read = rows.get(source);
    if (read === undefined) continue;
    const row = await workspace.one(countsSql(source));
    const [followed, notInForce, unknown, untrusted] = [
      row.count('followed'),
      row.count('not_in_force'),
      row.count('unknown_person'),
      row.count('untrusted'),
    ];
    invariant(
      followed + notInForce + unknown + untrusted === read,
      () =>
        `${source}: ${followed} followed + ${notInForce} not in force + ${unknown} of unknown persons + ${untrusted} untrusted ≠ ${read} read`,
    );
    const overrides = (await workspace.select(OVERRIDES, { source })).map((one) => ({
      field: one.text('field'),
      members: one.count('members'),
    }));
    counts.push({
      source,
      rows: read,
      followed,
      not_in_force: notInForce,
      unknown_person: unknown,
      untrusted,
      overrides,
    });
  }
  return counts;
}
