import { birthGrants } from '../../tables/grants.js';
import { householdFacts } from '../../tables/households.js';
import { drop } from '../../tables/table.js';
import type { Candidates, ProgrammeMonth } from '../programme.js';
import { holdOwedElsewhere } from './paid-elsewhere.js';

/** Everything a line of the decision table may ask of a household. */
const CANDIDATES = `
  SELECT h.hid, h.status, h.ise_score, h.channel, h.account, h.account_right,
    CAST($ise_threshold AS DECIMAL(9,6)) AS ise_threshold,
    h.household_id IN (SELECT household_id FROM duplicate_household) AS on_several_rows,
    h.household_id IN (FROM household_with_bad_member) AS has_bad_member,
    h.household_id IN (FROM household_with_duplicate_person) AS has_duplicate_person,
    h.household_id IN (SELECT household_id FROM household_with_paid_person) AS has_paid_person,
    h.household_id IN (FROM household_with_resident) AS has_resident_child,
    h.hid IN (SELECT hid FROM paid_household WHERE hid >= $first AND hid < $next) AS already_paid,
    h.household_id IN (FROM reference_taken) AS reference_taken,
    h.provider IN (SELECT code FROM provider) AS provider_known, f.members_digest, o.hold, q.doubt,
    coalesce(f.persons, 0) AS persons, f.cover, coalesce(f.payee_fit, false) AS payee_fit,
    coalesce(f.children, 0) AS children, coalesce(f.elderly, 0) AS elderly,
    coalesce(f.letters_now, '') || coalesce(b.births, '') AS letters_now,
    coalesce(f.letters_before, '') AS letters_before
  FROM household h
  LEFT JOIN (FROM household_facts WHERE hid >= $first AND hid < $next) f ON f.hid = h.hid
  LEFT JOIN birth_grants b ON b.hid = h.hid
  LEFT JOIN hold_in_force o ON o.hid = h.hid
  LEFT JOIN (SELECT hid, max(doubt) AS doubt FROM household_doubt GROUP BY hid) q ON q.hid = h.hid
  WHERE h.hid >= $first AND h.hid < $next`;

/** The households, a batch at a time. */
export function candidates({ workspace, parameters }: ProgrammeMonth): Candidates {
  return {
    select: CANDIDATES,
    values: { ise_threshold: parameters.iseThreshold },
    batchesOf: 'household',
    order: null, // the register is made in the households' order
    done: async () => {
      await holdOwedElsewhere(workspace);
      await drop(workspace, householdFacts, birthGrants);
    },
  };
}
