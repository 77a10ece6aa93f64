import { institutionName } from '../../domain/institution-name.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { Workspace } from '../../workspace/duckdb.js';
import { keptByRuns } from './kept-by-runs.js';

/**
 * Which institutions a message is from, and so the institutions whose orders it may answer for. What a message says
 * of another institution's orders proves nothing. If it counted, those orders could be paid twice.
 */

/** What is known about the sender of a message; of several alike in one file, of all of them. */
export type SaidBy = {
  /** The file's number among the files of the command. */
  readonly message: number;
  /** The institution that it is from, by --from; null when it is not given. */
  readonly from: string | null;
  readonly format: string;
  /** BICs and ids that the message names as its own. */
  readonly institutions: readonly string[];
  /** The order files that the message names. */
  readonly files: ReadonlySet<string>;
  /** Whether its entries name their account. */
  readonly ofAccount: boolean;
};

/** The institutions of the runs. */
export type Institutions = {
  /** Sorted. */
  readonly codes: readonly string[];
  /** Codes of institutions, by the BICs and ids (institutionName) that they use in messages. */
  readonly named: ReadonlyMap<string, ReadonlySet<string>>;
  /** The banks that keep the debtor's accounts. */
  readonly debtorBanks: ReadonlySet<string>;
};

/**
 * Finds the institutions for which published runs have order files, or which are in the configurations that these
 * runs keep.
 */
export async function knownInstitutions(out: string, ledger: Ledger): Promise<Institutions> {
  const codes = new Set<string>();
  const named = new Map<string, Set<string>>();
  const debtorBanks = new Set<string>();
  for (const { run, kept } of await keptByRuns(out, ledger)) {
    for (const { path } of run.manifest.files) {
      const [folder, code] = path.split('/');
      if (folder === 'orders' && code !== undefined && path.split('/').length > 2) codes.add(code);
    }
    if (kept === null) continue;
    if (kept.debtorBic !== null) debtorBanks.add(institutionName(kept.debtorBic));
    for (const { code, names } of kept.institutions) {
      codes.add(code);
      for (const name of names.map(institutionName))
        named.set(name, (named.get(name) ?? new Set()).add(code));
    }
  }
  return { codes: [...codes].sort(), named, debtorBanks };
}

/**
 * Creates table `speaker` (message, of_account, institutions): the institutions whose orders the messages of a file
 * may answer for, those that report on an account and the others apart; null for all. Call it when order files are loaded.
 */
export async function loadSpeakers(
  workspace: Workspace,
  messages: readonly SaidBy[],
  known: Institutions,
): Promise<void> {
  const rows = [];
  for (const one of messages) {
    const speakers = one.from === null ? await speakersOf(workspace, one, known) : [one.from];
    rows.push({
      message: one.message,
      of_account: isOfAccount(one),
      institutions: speakers === null ? null : speakers.join(' '),
    });
  }
  await workspace.createFrom(
    'said_by',
    { message: 'INTEGER', of_account: 'BOOLEAN', institutions: 'VARCHAR' },
    rows,
  );
  await workspace.run(`CREATE OR REPLACE TABLE speaker AS
    SELECT message, of_account, CASE institutions WHEN '' THEN [] ELSE string_split(institutions, ' ') END AS institutions FROM said_by`);
}

/** Whether a message reports on an account. */
export const isOfAccount = ({ format }: Pick<SaidBy, 'format'>) => format.startsWith('camt.');

/** SQL: whether an answer (a row of `answer`) is of this speaker. */
export const ofSpeaker = (answer: string, speaker: string) =>
  `${speaker}.message = ${answer}.message AND ${speaker}.of_account = ${answer}.of_account`;

/**
 * The bank that keeps the programme's account may report all entries of it. Another message is from the institution
 * that it names as its own. When it names none, or names a bank that passes orders on, it is from the institutions of
 * the order files that it names.
 */
async function speakersOf(
  workspace: Workspace,
  { format, institutions, files, ofAccount }: SaidBy,
  { named, debtorBanks }: Institutions,
): Promise<readonly string[] | null> {
  const reports = isOfAccount({ format });
  if (reports && ofAccount) return null;
  const names = institutions.map(institutionName);
  const own = new Set(names.flatMap((name) => [...(named.get(name) ?? [])]));
  const isDebtorBank = names.some((name) => debtorBanks.has(name));
  if (own.size > 0 && !isDebtorBank) return [...own].sort();
  if (reports) return null;
  return [...new Set([...own, ...(await institutionsOfFiles(workspace, files))])].sort();
}

async function institutionsOfFiles(workspace: Workspace, files: ReadonlySet<string>): Promise<string[]> {
  const references = [...files].map((reference) => ({ reference }));
  await workspace.createFrom('named_by_message', { reference: 'VARCHAR' }, references);
  const rows = await workspace.select(
    `SELECT DISTINCT f.provider FROM named_by_message JOIN file_reference USING (reference) JOIN order_file f USING (file_no)`,
  );
  return rows.map((row) => row.text('provider'));
}

/** SQL: whether a message (a row of `speaker`) must not answer for an institution's orders. */
export const maySayNothing = (speaker: string, institution: string) =>
  `${speaker}.institutions IS NOT NULL AND NOT list_contains(${speaker}.institutions, ${institution})`;

/** SQL: why it must not. */
export const wrongSpeaker = (speaker: string, institution: string) =>
  `'it is of ' || ${institution} || CASE WHEN len(${speaker}.institutions) = 0
    THEN ', and the message does not say whose it is: if it is theirs, read it again with --from ' || ${institution}
    ELSE ', and the message is of ' || array_to_string(${speaker}.institutions, ', ') END`;
