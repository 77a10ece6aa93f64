import { keptRules, type SealedRun, sealedFile, sealedTable } from '../archive/open-run.js';
import { residentBeneficiary } from '../domain/beneficiary.js';
import { invariant } from '../domain/errors.js';
import { type Amount, ZERO } from '../domain/money.js';
import { type Period, referenceDate } from '../domain/period.js';
import { capitalTopup, monthlyAid } from '../programmes/residents/assess.js';
import { institutionsAt } from '../rules/institutions.js';
import { type Rules, rulesWith } from '../rules/load.js';
import { inForce, parametersAt } from '../rules/parameters.js';
import type { ParameterName } from '../rules/schema.js';
import type { Workspace } from '../workspace/duckdb.js';
import { residentEffects, trackOn } from './effects/resident-change.js';
import type { Answering, ResidentBefore, ResidentExplanation } from './explanation.js';
import {
  paidElsewhereRows,
  type QuarantineRow,
  quarantineRows,
  residentReconciliationRow,
} from './facts/audit-rows.js';
import { assertArrears } from './facts/owed-facts.js';
import { type ArrearsRow, arrearsRows } from './facts/owed-rows.js';
import { type ResidentFacts, residentDecisionOf, residentFacts } from './facts/resident-decision.js';
import { residentLines } from './facts/resident-lines.js';
import { householdsOf, type ResidentRow, readResidentRow } from './facts/resident-rows.js';

/** What a run's sealed files say of one resident. */
type Sealed = {
  readonly resident: ResidentRow | null;
  readonly households: readonly string[];
  readonly quarantined: readonly QuarantineRow[];
  readonly arrears: readonly ArrearsRow[];
};

async function readSealed(workspace: Workspace, run: SealedRun, personId: string): Promise<Sealed> {
  const residents = await sealedTable(run, 'residents');
  const members = await sealedTable(run, 'members');
  const quarantine = await sealedFile(run, 'audit/quarantine.csv');
  const resident = residents.length === 0 ? null : await readResidentRow(workspace, residents, personId);
  const elsewhere = await paidElsewhereRows(
    workspace,
    await sealedFile(run, 'audit/paid-elsewhere.csv'),
    residentBeneficiary(personId),
  );
  return {
    resident,
    households:
      resident?.reason === 'PERSON_IN_HOUSEHOLD'
        ? await householdsOf(workspace, members, personId)
        : elsewhere.map((one) => one.paidTo),
    quarantined:
      resident === null && quarantine !== null
        ? await quarantineRows(workspace, quarantine, residentBeneficiary(personId))
        : [],
    arrears: await arrearsRows(
      workspace,
      await sealedFile(run, 'audit/arrears.csv'),
      residentBeneficiary(personId),
      run.period,
    ),
  };
}

/** Explains a resident's month (rules, 8). Null when neither register nor reconciliation knows the person. */
export async function explainResident(
  workspace: Workspace,
  run: SealedRun,
  prior: SealedRun | null,
  personId: string,
  rules: Rules,
): Promise<ResidentExplanation | null> {
  const listing = await sealedFile(run, 'audit/reconciliation-residents.csv');
  const reconciliation = listing === null ? null : residentReconciliationRow(listing, personId);
  const now = await readSealed(workspace, run, personId);
  if (now.resident === null && reconciliation === null) return null;
  const was = prior === null ? null : await readSealed(workspace, prior, personId);
  const priorSha256 = prior?.manifest.rules.sha256 ?? rules.sha256;
  const sameRules = priorSha256 === rules.sha256;
  if (now.resident !== null) assertArrears(now.arrears, now.resident.arrears);
  const answering: Answering = {
    runId: run.runId,
    period: run.period,
    reference: referenceDate(run.period),
    seal: run.manifest.seal,
    supplement: run.manifest.supplement?.number ?? 0,
  };
  return {
    kind: 'resident',
    personId,
    run: answering,
    provinceCode: now.resident?.provinceCode ?? reconciliation?.province_code ?? '',
    resident: now.resident,
    quarantined: now.quarantined,
    ...decided(now, run.period, rules),
    counting: parametersAt(rules, run.period),
    ...(now.resident === null ? NOT_PRICED : priced(now.resident, run.period, rules)),
    arrears: now.arrears,
    net: now.resident?.net ?? ZERO,
    before:
      prior === null || was === null
        ? null
        : before(was, prior, sameRules ? rules : rulesWith(priorSha256, await keptRules(prior))),
    effects:
      prior === null || was === null
        ? []
        : residentEffects(
            { period: prior.period, resident: was.resident, arrears: was.arrears, sameRules },
            { period: run.period, resident: now.resident, arrears: now.arrears, rules },
            reconciliation,
          ),
    reconciliation,
  };
}

function decided({ resident, households }: Sealed, period: Period, rules: Rules | null) {
  if (resident === null) return { decision: null, facts: null };
  const facts: ResidentFacts = residentFacts(resident, { period, rules }, households);
  return { decision: residentDecisionOf(resident), facts };
}

function before(was: Sealed, prior: SealedRun, rules: Rules | null): ResidentBefore {
  return {
    runId: prior.runId,
    period: prior.period,
    net: was.resident?.net ?? ZERO,
    ...decided(was, prior.period, rules),
  };
}

type PricedResident = Pick<ResidentExplanation, 'track' | 'lines' | 'sources'>;
const NOT_PRICED: PricedResident = { track: null, lines: [], sources: [] };

/** Prices the resident again and holds it against the sealed amounts; names the parameters it rests on. */
function priced(resident: ResidentRow, period: Period, rules: Rules): PricedResident {
  if (residentDecisionOf(resident).amount !== 'own') return NOT_PRICED;
  const ages = parametersAt(rules, period);
  const institutions = institutionsAt(rules, period);
  const track = trackOn(resident, referenceDate(period), ages);
  same('monthly aid', monthlyAid(track, resident.scholarship, institutions), resident.components.monthly_aid);
  if (track === 'ADULT')
    same('capital', capitalTopup(resident.paidBefore, institutions), resident.components.capital_topup);
  const names: ParameterName[] =
    track === 'ELDERLY'
      ? ['institution_elderly', 'age_elderly']
      : [track === 'CHILD' ? 'institution_child' : 'institution_capital', 'age_majority'];
  const sources = [...names, 'reference_day' as const].flatMap((parameter) => {
    const dated = inForce(rules, parameter, period);
    return dated === null ? [] : [{ parameter, dated, counts: ages }];
  });
  return { track, lines: residentLines(track, resident), sources };
}

function same(what: string, computed: Amount, sealed: Amount | null): void {
  invariant(sealed?.equals(computed) === true, () => `${what}: assessed ${computed}, sealed ${sealed}`);
}
