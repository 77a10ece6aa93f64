import { type SealedRun, sealedFile, sealedTable } from '../../archive/open-run.js';
import type { Workspace } from '../../workspace/duckdb.js';
import {
  type InDoubt,
  inDoubtRows,
  type PaidElsewhere,
  paidElsewhereRows,
  type QuarantineRow,
  quarantineRows,
  withPaidElsewhere,
} from './audit-rows.js';
import type { Member } from './children.js';
import type { DecisionFacts } from './decision.js';
import { type ArrearsRow, arrearsRows, type RecoveryRow, recoveryRows } from './owed-rows.js';
import { institutionsOf } from './resident-rows.js';
import {
  type GoneChild,
  type GrantRow,
  goneChildren,
  grantRows,
  type HouseholdRow,
  householdsOfPersons,
  memberRows,
  type RegisterRow,
  readHouseholdRow,
  registerRow,
} from './rows.js';

/** What a run's sealed files say of one household. */
export type Sealed = {
  readonly register: RegisterRow | null;
  readonly household: HouseholdRow | null;
  /** Null where the run kept no members (it is of an earlier version). */
  readonly members: readonly Member[] | null;
  readonly grants: readonly GrantRow[];
  /** What it is paid of earlier months, and what is taken, line by line. */
  readonly arrears: readonly ArrearsRow[];
  readonly recoveries: readonly RecoveryRow[];
  readonly quarantined: readonly QuarantineRow[];
  readonly elsewhere: DecisionFacts['elsewhere'];
  readonly inInstitution: DecisionFacts['inInstitution'];
  /** Persons of it for whom a month is paid elsewhere: this one, or one that is paid late. */
  readonly paidElsewhere: readonly PaidElsewhere[];
  /** Children who left it, and births whose grant is in doubt. */
  readonly gone: readonly GoneChild[];
  readonly inDoubt: readonly InDoubt[];
};

type Read<T> = (workspace: Workspace, files: readonly string[], id: string) => Promise<T>;

/** Reads one household out of a released run: a few row groups, not the files. */
export async function readSealed(workspace: Workspace, run: SealedRun, id: string): Promise<Sealed> {
  const from = async <T>(table: string, read: Read<T>, missing: T): Promise<T> => {
    const files = await sealedTable(run, table);
    return files.length === 0 ? missing : read(workspace, files, id);
  };
  const register = await from<RegisterRow | null>('register', registerRow, null);
  const paidElsewhere = await paidElsewhereRows(
    workspace,
    await sealedFile(run, 'audit/paid-elsewhere.csv'),
    id,
  );
  const listed = await from<Member[] | null>('members', memberRows, null);
  const members = listed === null ? null : withPaidElsewhere(listed, paidElsewhere, run.period);
  const reason = register?.reason;
  const quarantine = await sealedFile(run, 'audit/quarantine.csv');
  const unreadable = register === null || reason === 'MEMBER_ROW_INVALID';
  const residents: Read<DecisionFacts['inInstitution']> = (engine, files) =>
    institutionsOf(
      engine,
      files,
      (members ?? []).map((member) => member.personId),
    );
  return {
    register,
    members,
    household: await from<HouseholdRow | null>('households', readHouseholdRow, null),
    grants: await from<GrantRow[]>('grants', grantRows, []),
    arrears: await arrearsRows(workspace, await sealedFile(run, 'audit/arrears.csv'), id, run.period),
    recoveries: await recoveryRows(workspace, await sealedFile(run, 'audit/recovery.csv'), id),
    quarantined: unreadable && quarantine !== null ? await quarantineRows(workspace, quarantine, id) : [],
    elsewhere: reason === 'PERSON_DUPLICATED' ? await from('members', householdsOfPersons, []) : [],
    inInstitution: reason === 'PERSON_IN_INSTITUTION' ? await from('residents', residents, []) : [],
    paidElsewhere,
    gone: await from<GoneChild[]>('history/gone-persons', goneChildren, []),
    inDoubt: inDoubtRows(await sealedFile(run, 'audit/grants-in-doubt.csv'), id),
  };
}
