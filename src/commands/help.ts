import { readFileSync } from 'node:fs';
import { indicatorHelp } from './indicators/help.js';

export const INDICATORS_HELP = `
Examples:
  sarf indicators --out /srv/sarf
  sarf indicators --from 2026-01 --to 2026-09
  sarf indicators --json > indicators.json

${indicatorHelp()}
`;

/** The complete configuration, as `sarf run --help` and the README show it: the built-in file itself. */
const EXAMPLE = readFileSync(new URL('../config/demonstration.yaml', import.meta.url), 'utf8');

export const CONFIGURATION_HELP = `
Examples:
  sarf run --period 2026-09 --registry extracts/2026-09 --config sarf.yaml
  sarf run --period 2026-10 --registry extracts/2026-10 --config sarf.yaml --json > run.json
  sarf run --supplementary --period 2026-09 --registry extracts/2026-09-corrected --config sarf.yaml

A supplementary run reads the whole corrected extract and pays, in a month whose regular run is released, those whom
no run of the month has paid, with orders of its own (…-S1, …-S2), until the next month is released.

A complete configuration (every key is optional but providers; unknown keys are refused):

${EXAMPLE.replace(/^/gm, '  ').trimEnd()}
`;

export const EXPLAIN_HELP = `
Examples:
  sarf explain H00001234
  sarf explain H00001234 --period 2026-09 --lang en
  sarf explain H00001234 --json
  sarf explain R-P000012345 (a resident of a care institution, by person_id; R- as in its order, may be left out)

Answers from the released run's sealed folder: the decision and the line of the table that made it, each child's
amount with its parameter, date and legal reference, grants, and, against the month before, one sentence for each
effect; they add up to the change, and to the household's row in audit/reconciliation.csv. Reads only.
`;

export const SIMULATE_HELP = `
NEW.yaml is a complete rules file: start from a copy of src/rules/asd.yaml, and add the new value with the month
from which it counts. Nothing is written to the ledger or the run. When only amounts change, the answer comes from
the month's compositions; when a rule that decides who is paid changes (score threshold, ages, children paid),
every family is decided on again. The answer says which it was, and what was not computed anew.

Examples:
  sarf simulate --period 2026-10 --rules NEW.yaml
  sarf simulate --period 2026-10 --rules NEW.yaml --as-of 2027-01 --csv reform.csv
  sarf simulate --period 2026-10 --rules NEW.yaml --json > reform.json`;

export const OWED_HELP = `
Of one household everything, paid and open, and what holds it; of all of them the sums, and the recoveries not settled.

Examples:
  sarf owed
  sarf owed H0000001 --out /srv/sarf`;

export const RECOVERY_HELP = `
While it is paused nothing is taken; what is written off is owed no more.

Examples:
  sarf recovery pause ADJ-2026-17 --reason "appeal 31/2026"
  sarf recovery resume ADJ-2026-17 --reason "appeal 31/2026 refused"
  sarf recovery write-off ADJ-2026-17 --reason "decision 8/2026"`;

export const UNHOLD_HELP = `
Three orders in a row that came back hold a household (RETURNED_REPEATEDLY) until people release it. What is owed to
it is paid by the next run. Other holds end with the registry's correction: another account, another payee.

Example:
  sarf unhold H0000001 --reason "address confirmed, visit of 12 March 2026"`;
