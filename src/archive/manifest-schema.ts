import * as v from 'valibot';
import { record } from '../domain/schema.js';

/**
 * A run's manifest, key by key. It holds what all versions wrote: keys that some did not know are optional, and
 * keys that a later one adds are let pass. What the texts and numbers must come to is proven elsewhere.
 */

export const MANIFEST_FORMAT = 'sarf-run/1';

const missingOr = (expected: string) => (issue: v.BaseIssue<unknown>) =>
  issue.input === undefined ? 'is missing' : `${expected} is expected`;

const text = v.string(missingOr('a text'));
const whole = v.number(missingOr('a whole number'));
/** In dirhams. */
const money = text;
const oneOf = <const Words extends readonly string[]>(words: Words) =>
  v.picklist(words, missingOr(words.join(' or ')));
const listOf = <const Item extends v.GenericSchema>(item: Item) => v.array(item, missingOr('a list'));

/** One file of a run's folder, as the manifest lists it. */
const file = record({
  path: text,
  sha256: text,
  bytes: whole,
  rows: v.exactOptional(whole),
  orders: v.exactOptional(whole),
  total: v.exactOptional(money),
});

/** A file of the extract as it was received; `entry` names the one that was read in a zip archive. */
const input = record({
  path: text,
  entry: v.exactOptional(text),
  sha256: text,
  content_sha256: text,
  bytes: whole,
  rows: whole,
});

const decision = { decision: text, reason: text };
const householdsDecision = record({
  ...decision,
  households: whole,
  /** Sum of the known entitlements: what is at stake. */
  entitlement: money,
});

/** What a partner ministry sent, by kind of file: `rows` is the sum of the four counts after it. */
const partner = record({
  source: text,
  rows: whole,
  /** Good, in force, of known persons, not contradicted. */
  followed: whole,
  /** Good, of another school year or span. */
  not_in_force: whole,
  unknown_person: whole,
  /** Bad, or contradicted by another. */
  untrusted: whole,
  /** Facts that are other than the registry's, by the registry's field. */
  overrides: listOf(record({ field: text, members: whole })),
});

const totals = { entitlement: money, arrears: money, recovery: money, net: money, orders: whole };
const bridge = listOf(record({ line: text, families: whole, amount: money }));

/** The residents of care institutions: rows, decisions and money of their own, within the run's totals. */
const residents = record({
  rows: whole,
  quarantined_rows: whole,
  decisions: listOf(record({ ...decision, residents: whole, entitlement: money })),
  totals: record({ ...totals, monthly_aid: money, capital_topup: money }),
  /** `families` counts persons here. */
  bridge,
});

/** Final payments, to payees of their own, within the run's totals: all of it is arrears. `families` counts payments. */
const finals = record({ payments: whole, net: money, bridge });

const lapsingSum = record({ debts: whole, amount: money });

/** What is owed, in both directions. */
const owed = record({
  /** Digest of what the ledger said was owed when the run was computed; null when nothing was. */
  basis: v.nullable(text),
  /** To households: end = start + accrued + returned + adjustments − paid − cancelled. */
  debts: record({
    start: money,
    accrued: money,
    returned: money,
    adjustments: money,
    paid: money,
    cancelled: money,
    end: money,
    /** Months owed at the end whose amounts are not known yet. */
    unknown_months: whole,
  }),
  /** By households: end = start + opened − recovered − written off − repaid; `repaid` is absent when it is nothing. */
  recoveries: record({
    start: money,
    opened: money,
    recovered: money,
    written_off: money,
    repaid: v.exactOptional(money),
    end: money,
  }),
  /** One-off grants among the debts paid; absent when there are none. */
  one_off: v.exactOptional(money),
  /** Rows of adjustments*.csv: applied, known from before, in quarantine. */
  adjustments: record({ rows: whole, applied: whole, known: whole, quarantined_rows: whole }),
  /**
   * The debts of audit/lapsing.csv: those that lapse in this run, those that lapse within three months, and others of
   * households that are closed, excluded or gone. Amounts that are not known yet are in no sum. Absent in runs of versions
   * that did not list them.
   */
  lapsing: v.exactOptional(record({ lapsed: lapsingSum, soon: lapsingSum, out_of_reach: lapsingSum })),
});

/** What is known now of released months, against what they paid. */
const retroactive = record({
  /** A household and month each. */
  rows: whole,
  households: whole,
  /** Due beyond what was paid, and paid beyond what was due. */
  arrears: money,
  recovery: money,
});

/** What the extract tells of itself. Absent in runs of versions that did not look. */
const extract = record({
  /** The newest day of each kind up to the reference date; null where it tells of none. */
  newest: record({
    birth: v.nullable(text),
    death: v.nullable(text),
    enrolment: v.nullable(text),
    admission: v.nullable(text),
  }),
  /** With how many extracts of earlier runs it was compared. */
  compared: whole,
});

/** Arrears of orders that were rejected or came back, by the institution that pays them. `total` is in dirhams. */
const returned = listOf(record({ provider: text, orders: whole, total: money }));

/** What another system had given and paid, beside the register, where its programme was taken over. */
const opening = record({
  /** By kind (BIRTH, SCHOOL) and year; the year is 0 of birth grants. */
  grants: listOf(record({ kind: text, year: whole, grants: whole, amount: money })),
  /** Of the capital of residents. */
  capital: record({ persons: whole, amount: money }),
  /** Households of the register whose composition is known. */
  with_composition: whole,
});

/** Another system's register of the same month, held against this one. */
const parallel = record({
  /** Of its file. */
  sha256: text,
  /** What it pays. */
  families: whole,
  other_net: money,
  /** Paid the same here. */
  alike: whole,
  /** The others, by cause; the differences add up to net − other_net of the households. */
  causes: listOf(record({ cause: text, families: whole, net: money, other_net: money, difference: money })),
});

/** A run that another was computed from. */
const namedRun = record({ run_id: text, seal: text });

/** What people decided on months without a run. */
const gap = record({
  decision: oneOf(['OWED', 'VOID']),
  /** The oldest first. */
  months: listOf(text),
  /** Of these, the months too far back to be owed any more. */
  lapsed: listOf(text),
  /** To how many months of households they are owed, paid by this run or later; 0 of VOID. */
  accrued: whole,
  reason: v.nullable(text),
});

/** An earlier month that the run could not prove, its folder being damaged when people let a run go on without it. */
const withoutHistory = record({
  month: text,
  /** WHOLE_AGAIN: it is as it was sealed, and was read. */
  state: oneOf(['LEFT_OUT', 'WHOLE_AGAIN']),
  /** The month whose run people let go on. */
  decided_in: text,
  reason: text,
});

export const manifestSchema = record({
  format: v.literal(MANIFEST_FORMAT, missingOr(MANIFEST_FORMAT)),
  programme: text,
  period: text,
  kind: oneOf(['regular', 'supplementary', 'opening']),
  run_id: text,
  /** The regular run that it is reconciled with. */
  prior: v.nullable(namedRun),
  /** The supplementary runs of the prior run's month, in their order; absent when it has none. */
  prior_supplements: v.exactOptional(listOf(namedRun)),
  /** The months between the prior run's and this one; absent when there are none. */
  gap: v.exactOptional(gap),
  /** The oldest first; absent when every earlier month that is looked back on is proved. */
  without_history: v.exactOptional(listOf(withoutHistory)),
  /** Of a supplementary run: the nth of its month, and the month's runs before it, whose households it does not pay. */
  supplement: v.exactOptional(record({ number: whole, regular: namedRun, earlier: listOf(namedRun) })),
  software: record({ name: text, version: text }),
  rules: record({ sha256: text }),
  configuration: record({ sha256: text }),
  inputs: listOf(input),
  extract: v.exactOptional(extract),
  counts: record({
    households: whole,
    members: whole,
    quarantined_rows: whole,
    compositions: whole,
    above_usual_maximum: whole,
    decisions: listOf(householdsDecision),
    /** Absent when no partner sent anything. */
    partners: v.exactOptional(listOf(partner)),
  }),
  /** Of everything that is paid: households, and residents where there are any. Of an opening, what the other system paid. */
  totals: record(totals),
  bridge,
  /** Absent where the run was compared with no other system. */
  parallel: v.exactOptional(parallel),
  /** Of an opening alone. */
  opening: v.exactOptional(opening),
  /** Absent where the run has no residents. */
  residents: v.exactOptional(residents),
  /** Absent where neither the run nor the month before has any. */
  finals: v.exactOptional(finals),
  /** Absent in runs of versions that did not know it. */
  owed: v.exactOptional(owed),
  /** Absent in runs of versions that did not know it. */
  retroactive: v.exactOptional(retroactive),
  /** Absent where the run pays none, and in runs of versions that did not know it. */
  returned: v.exactOptional(returned),
  controls: listOf(record({ control: text, measured: text, limit: text, status: text, detail: text })),
  status: oneOf(['PASS', 'HOLD']),
  files: listOf(file),
  seal: text,
});
