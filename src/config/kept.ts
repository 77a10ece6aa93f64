import { checked } from '../domain/schema.js';
import { keptConfigurationSchema } from './schema.js';
import { type StatementCsv, statementCsvOf, statementCsvProblem } from './statement-csv.js';
import { readYaml } from './yaml.js';

/** What a configuration that a run keeps says of who pays and who is paid through. */
export type KeptConfiguration = {
  /** The debtor's accounts, as they are written there. */
  readonly accounts: readonly string[];
  /** Of the bank that keeps them; null when none is given. */
  readonly debtorBic: string | null;
  /** Institutions: their codes, and the BICs and ids under which they speak. */
  readonly institutions: readonly { readonly code: string; readonly names: readonly string[] }[];
  /** What the bank's statements as CSV mean; null when nothing right is said of them. */
  readonly statementCsv: StatementCsv | null;
  /** What shows that money came back; null when nothing is said of it. */
  readonly returns: 'statement' | 'answers' | null;
};

/** Reads a configuration that a run keeps. Throws OperatorError when it cannot be read, or is no YAML. */
export function keptConfiguration(file: string): KeptConfiguration {
  const read = checked(keptConfigurationSchema, readYaml(file, 'configuration').document);
  if ('problem' in read)
    return { accounts: [], debtorBic: null, institutions: [], statementCsv: null, returns: null };
  const { debtor, providers, statement_csv: csv, returns } = read.value;
  return {
    accounts: [...given(debtor?.account), ...(debtor?.accounts ?? [])],
    debtorBic: debtor?.bic ?? null,
    institutions: providers.map(({ code, bic, ids }) => ({ code, names: [...given(bic), ...(ids ?? [])] })),
    statementCsv:
      csv === null || statementCsvProblem(csv) !== null ? null : statementCsvOf(csv, debtor?.account ?? null),
    returns,
  };
}

const given = (text: string | null | undefined) => (text === null || text === undefined ? [] : [text]);
