import type { OrderIds } from '../domain/order-id.js';
import type { Day, Period } from '../domain/period.js';
import type { Reporter } from '../domain/report.js';
import type { GrantedBirth } from '../ledger/granted.js';
import type { PaidResident } from '../ledger/resident-payments.js';
import type { Kind } from '../registry/columns.js';
import type { Rules } from '../rules/load.js';
import type { Parameters } from '../rules/parameters.js';
import type { Table } from '../tables/table.js';
import type { Values, Workspace } from '../workspace/duckdb.js';
import type { Component } from './component.js';

/** Whom the state pays, and by what rules: what a programme says of itself, for the stages that all go through. */
export type Programme = {
  readonly code: 'families' | 'residents';
  /** Before its columns, lines and stages where programmes are shown side by side; empty of the first. */
  readonly prefix: '' | 'residents_';
  readonly beneficiary: {
    /** The id's column in its tables. */
    readonly column: 'household_id' | 'person_id';
    readonly plural: 'households' | 'residents';
    /** Stands before the number in the names of its order files. */
    readonly mark: string;
  };
  readonly components: readonly Component[];
  readonly decisions: readonly DecisionLine[];
  /**
   * Reasons of HELD that do not speak of the month's data: whoever is held for one of them is not lost to data.
   */
  readonly reasonsNotOfData: readonly string[];
  readonly tables: {
    /** What the decision is taken on, with the columns `account` and `line`: a line of `decisions`, by its place. */
    readonly decided: Table;
    /** View over `decided`, with account_shared and the line's decision, reason and amount. */
    readonly decision: Table;
    /**
     * Has province_code, decision, reason, the components, `aid` and `grants` (their monthly and one-off sums),
     * entitlement, arrears, recovery, net, provider, order_id, account and aid_facts_before.
     */
    readonly register: Table;
    /** Has province_code, aid, grants, adjustments and net. */
    readonly prior: Table;
    /** What the contract's file of changes lists. */
    readonly reconciliation: Table;
    /** Name of the table of ids that have a row which cannot be read. */
    readonly unreadable: string;
  };
  readonly candidates: (at: ProgrammeMonth) => Candidates;
  /** Columns of the register that its file has, in order; what follows them goes to the orders alone. */
  readonly registerColumns: readonly string[];
  /** SQL: which rows of the register are paid by an order. */
  readonly payable: string;
  /** SQL over register and prior: what is paid of a month without what has its season; controls compare it. */
  readonly seasonless: string;
  /** Columns of the register that say how many people are behind a row. */
  readonly people: readonly string[];
  /** SQL: columns of a payment, over the register: payee_id, payee_name, channel, account (null where none is). */
  readonly payee: string;
  readonly reconciled: {
    /** The file of changes in a run's folder. */
    readonly file: string;
    /** Columns of register and prior that come after the id in the list of changes. */
    readonly columns: readonly string[];
    /** SQL over the register: arrears less recovery, without what is paid once. */
    readonly adjustments: string;
    /** SELECT of the prior's rows `t.*` with `aid_now_rules`: their facts then under today's parameters. */
    readonly repriced: string;
    /** Reason of who left and has a row that cannot be read. */
    readonly unreadable: string;
    /** SELECTs of ids that were paid before the prior run. */
    readonly paidEarlier: (at: ProgrammeMonth) => Promise<readonly string[]>;
  };
  /** Rows of its extract that are neither in quarantine nor missing: SELECT of `n`, by kind of file. */
  readonly accounted: readonly { readonly kind: Kind; readonly noun: string; readonly rows: string }[];
  /** Whether there is anybody to decide on this month, or to account for. */
  readonly present: (at: ProgrammeMonth) => boolean;
  /** Before anybody is decided on, in any programme: relations, facts, who was paid before. Called when absent too. */
  readonly gather: (at: ProgrammeMonth) => Promise<void>;
  /** When what earlier months say of persons is known: what may be taken once. Called when absent too. */
  readonly claim: (at: ProgrammeMonth) => Promise<void>;
  /** When its own are decided on: what the facts come to, where the decision did not need it. */
  readonly price: (at: ProgrammeMonth) => Promise<void>;
  /** Makes the register, and writes below `at.folder` what the decisions rested on. */
  readonly register: (at: ProgrammeMonth) => Promise<void>;
};

export type Decision = 'PAY' | 'HELD' | 'BLOCKED' | 'SUSPENDED' | 'INELIGIBLE';

/** A line of a decision table: the first that applies decides. */
export type DecisionLine = {
  /**
   * The line's number in the contract. A line that the contract does not have takes the number of the line before it and
   * a letter ("8b").
   */
  readonly no: string;
  readonly decision: Decision;
  /** Empty for PAY. It is also the key of the line's sentences in each language (explain/languages/words.ts). */
  readonly reason: string;
  /** SQL over the columns of the candidates. */
  readonly when: string;
  /** What the register's entitlement holds: 0, nothing, or the beneficiary's own amount. */
  readonly amount: 'zero' | 'none' | 'own';
};

export type Candidates = {
  /** SELECT of the columns of `decided` but `line`, and of all that `when` asks. */
  readonly select: string;
  readonly values: Values;
  /** Table or view whose rows are numbered from 0: `select` then takes $first and $next. Null: all at once. */
  readonly batchesOf: string | null;
  /** SQL: the order of the rows; null where whoever reads them puts them in order. */
  readonly order: string | null;
  /** Makes room when every line has been looked at: drops what nobody asks any more. */
  readonly done: () => Promise<void>;
};

/** A month, as a programme sees it. */
export type ProgrammeMonth = {
  readonly workspace: Workspace;
  readonly period: Period;
  readonly reference: Day;
  /** Null on a first run. */
  readonly priorReference: Day | null;
  readonly parameters: Parameters;
  /** Of the prior run, by its own rules; null on a first run, and where its rules are not at hand. */
  readonly priorParameters: Parameters | null;
  readonly rules: Rules;
  /** What the run's order ids begin and end with. */
  readonly orders: OrderIds;
  readonly supplementary: boolean;
  /** Kinds of files that the extract has. */
  readonly kinds: ReadonlySet<Kind>;
  /** The programme's own registers, of released runs. */
  readonly registers: {
    /** Of the month before, supplementary runs last. */
    readonly prior: readonly string[];
    /** Of the month's runs before this one. */
    readonly paid: readonly string[];
    /** Of the months before the prior run, newest first. Throws OperatorError when one is missing. */
    readonly earlier: () => Promise<readonly string[]>;
    /** Register and sealed members of each run of the month before that kept them. */
    readonly priorMembers: () => Promise<readonly { readonly register: string; readonly members: string }[]>;
    /** Lists of arrears of the month before, of the runs that paid one-off grants. */
    readonly grantedOnce: () => Promise<readonly string[]>;
  };
  /** Whether one of those of the month before, or of the month, paid anybody. */
  readonly paidBefore: boolean;
  readonly ledger: {
    /** Person ids, of grants that were made before. @param year of a school year */
    readonly granted: (kind: 'SCHOOL', year: number) => Iterable<string>;
    readonly birthsGranted: () => Iterable<GrantedBirth>;
    readonly residentsPaidBefore: (period: Period) => readonly PaidResident[];
  };
  /** The run's folder. */
  readonly folder: string;
  readonly report: Reporter;
};
