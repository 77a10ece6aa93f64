import { institutionName } from '../../domain/institution-name.js';
import type { Ledger } from '../../ledger/ledger.js';
import type { Workspace } from '../../workspace/duckdb.js';
import { keptByRuns } from './kept-by-runs.js';

/**
 * Who speaks in a message, and so of whose orders it may speak. What somebody says of another institution's orders proves
 * nothing, and could have them paid again.
 */

/** What is known of a message. */
export type SaidBy = {
  /** The message's number among the files of the command. */
  readonly message: number;
  readonly format: string;
  /** BICs and ids that it names as its own. */
  readonly institutions: readonly string[];
  /** The order files it names. */
  readonly files: ReadonlySet<string>;
  /** Whether its entries name the account they stand on. */
  readonly ofAccount: boolean;
};

/** The institutions of the runs. */
export type Institutions = {
  /** In order. */
  readonly codes: readonly string[];
  /** Codes of institutions, by the BICs and ids (institutionName) under which they speak. */
  readonly named: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of the banks that keep the debtor's accounts. */
  readonly debtorBanks: ReadonlySet<string>;
};

/** The institutions that the published runs have order files of, or keep in their configurations. */
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
 * Creates table `speaker` (message, institutions): the institutions of whose orders a message may speak; null: of all. To be
 * called when order files are loaded.
 * @param from whose answers all messages are, as people say; null when they do not say
 */
export async function loadSpeakers(
  workspace: Workspace,
  messages: readonly SaidBy[],
  known: Institutions,
  from: string | null,
): Promise<void> {
  const rows = [];
  for (const one of messages) {
    const speakers = from === null ? await speakersOf(workspace, one, known) : [from];
    rows.push({ message: one.message, institutions: speakers === null ? null : speakers.join(' ') });
  }
  await workspace.createFrom('said_by', { message: 'INTEGER', institutions: 'VARCHAR' }, rows);
  await workspace.run(`CREATE OR REPLACE TABLE speaker AS
    SELECT message, CASE institutions WHEN '' THEN [] ELSE string_split(institutions, ' ') END AS institutions FROM said_by`);
}

/**
 * The bank that keeps the programme's account speaks of all that moves on it. Another message is of the institution that it
 * names as its own; else, and where that is the bank that passes orders on, of the institutions of the order files it names.
 */
async function speakersOf(
  workspace: Workspace,
  { format, institutions, files, ofAccount }: SaidBy,
  { named, debtorBanks }: Institutions,
): Promise<readonly string[] | null> {
  const isOfAccount = format.startsWith('camt.');
  if (isOfAccount && ofAccount) return null;
  const names = institutions.map(institutionName);
  const own = new Set(names.flatMap((name) => [...(named.get(name) ?? [])]));
  const isDebtorBank = names.some((name) => debtorBanks.has(name));
  if (own.size > 0 && !isDebtorBank) return [...own].sort();
  if (isOfAccount) return null;
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

/** SQL: whether a message (a row of `speaker`) may not speak of an institution's orders. */
export const maySayNothing = (speaker: string, institution: string) =>
  `${speaker}.institutions IS NOT NULL AND NOT list_contains(${speaker}.institutions, ${institution})`;

/** SQL: why not. */
export const wrongSpeaker = (speaker: string, institution: string) =>
  `'it is of ' || ${institution} || CASE WHEN len(${speaker}.institutions) = 0
    THEN ', and the message does not say whose it is: if it is theirs, read it again with --from ' || ${institution}
    ELSE ', and the message is of ' || array_to_string(${speaker}.institutions, ', ') END`;
