import { describe, expect, it } from 'vitest';
import { member } from '../../../fixtures/worlds/members.js';
import { ZERO } from '../../domain/money.js';
import { HOLD_REASONS } from '../../domain/return-reasons.js';
import { byComponent } from '../../programmes/families/components.js';
import { DECISION_TABLE } from '../../programmes/families/decisions.js';
import { loadRules } from '../../rules/load.js';
import { english } from '../languages/en/english.js';
import { french } from '../languages/fr/french.js';
import { decidedBy } from '../languages/lookup.js';
import type { Member } from './children.js';
import { type DecisionFacts, decisionFacts, decisionOf } from './decision.js';
import type { HouseholdRow, RegisterRow } from './rows.js';

const rules = loadRules();
const head = member('P0000H', '1985-03-01', { relation: 'HEAD' });

function facts(
  reason: string,
  household: Partial<HouseholdRow>,
  members: readonly Member[] = [head],
  more: Partial<Pick<DecisionFacts, 'elsewhere'>> = {},
): DecisionFacts {
  const row: HouseholdRow = {
    status: 'ACTIVE',
    iseScore: '5.120000',
    payeeId: 'P0000H',
    channel: 'CASH',
    accountGiven: false,
    cover: null,
    ...household,
  };
  const at = { period: '2026-02', reference: '2026-02-28', rules };
  return decisionFacts(register(reason), row, members, at, {
    quarantined: [],
    elsewhere: [],
    inInstitution: [],
    paidElsewhere: [],
    ...more,
  });
}

function register(reason: string): RegisterRow {
  const decision = DECISION_TABLE.find((line) => line.reason === reason)?.decision ?? '';
  return {
    decision,
    reason,
    provinceCode: '06.181',
    milieu: 'U',
    persons: 1,
    composition: 'none',
    components: byComponent(() => ZERO),
    entitlement: ZERO,
    arrears: ZERO,
    recovery: ZERO,
    net: ZERO,
    provider: 'POSTE',
    orderId: null,
  };
}

describe("a decision's line is the contract's", () => {
  const LINES: readonly [no: string, decision: string, reason: string, amount: string][] = [
    ['0b', 'INELIGIBLE', 'ALREADY_PAID', 'zero'],
    ['1', 'INELIGIBLE', 'CLOSED', 'zero'],
    ['2', 'SUSPENDED', 'SUSPENDED', 'zero'],
    ['3', 'HELD', 'DUPLICATE_HOUSEHOLD', 'none'],
    ['4', 'INELIGIBLE', 'ISE_ABOVE_THRESHOLD', 'zero'],
    ['5', 'HELD', 'MEMBER_ROW_INVALID', 'none'],
    ['6', 'HELD', 'PERSON_DUPLICATED', 'none'],
    ['6b', 'HELD', 'HOUSEHOLD_REPLACED', 'own'],
    ['6c', 'HELD', 'DEATH_CONTRADICTED', 'own'],
    ['6d', 'HELD', 'PERSON_ALREADY_PAID', 'own'],
    ['7', 'HELD', 'NO_LIVING_MEMBER', 'none'],
    ['8', 'INELIGIBLE', 'STATE_EMPLOYEE', 'zero'],
    ['8', 'INELIGIBLE', 'FAMILY_ALLOWANCE', 'zero'],
    ['8', 'INELIGIBLE', 'PENSION', 'zero'],
    ['8', 'INELIGIBLE', 'CONTRIBUTIONS_DUE', 'zero'],
    ['8b', 'HELD', 'PERSON_IN_INSTITUTION', 'own'],
    ['9', 'BLOCKED', 'BLOCKED', 'own'],
    ['10', 'HELD', 'PAYEE_NOT_LIVING_MEMBER', 'own'],
    ['11', 'HELD', 'PROVIDER_UNKNOWN', 'own'],
    ['12', 'HELD', 'ACCOUNT_INVALID', 'own'],
    ['12b', 'HELD', 'PAYEE_DECEASED', 'own'],
    ['12c', 'HELD', 'ACCOUNT_REJECTED', 'own'],
    ['12d', 'HELD', 'RETURNED_REPEATEDLY', 'own'],
    ['12e', 'HELD', 'REFERENCE_TAKEN', 'own'],
    ['13', 'HELD', 'ACCOUNT_SHARED', 'own'],
    ['14', 'PAY', '', 'own'],
  ];
  it.each(LINES)('%s: %s %s', (line, decision, reason, amount) => {
    expect(decisionOf({ decision, reason })).toMatchObject({ line, amount });
  });

  it('the table has these lines and no others, in this order', () => {
    expect(DECISION_TABLE.map((line) => [line.no, line.decision, line.reason, line.amount])).toEqual(LINES);
  });

  it('the lines of earlier orders stand in the order in which one of several holds is named', () => {
    const held = DECISION_TABLE.filter((line) => line.when.startsWith('hold = '));
    expect(held.map((line) => line.reason)).toEqual([...HOLD_REASONS]);
    expect(held.map((line) => line.when)).toEqual(HOLD_REASONS.map((reason) => `hold = '${reason}'`));
  });
});

describe('the facts that made a line apply', () => {
  const dead = member('P0000X', '1950-01-01', { relation: 'SPOUSE', deceasedOn: '2026-02-28' });
  it.each([
    [
      'ISE_ABOVE_THRESHOLD',
      facts('ISE_ABOVE_THRESHOLD', { iseScore: '9.801000' }),
      'the score 9.801000 is above the threshold 9.743001 (from 2023-12, Decree 2.23.1068)',
      "l'indice 9,801000 dépasse le seuil 9,743001 (depuis 2023-12, décret 2.23.1068)",
    ],
    [
      'PENSION',
      facts('PENSION', {}, [
        head,
        member('P0000Y', '1960-07-01', { relation: 'SPOUSE', socialCover: 'PENSION' }),
      ]),
      'a living member has a social cover that excludes the household: P0000Y, born 1960-07-01 (pension)',
      'un membre vivant a une couverture sociale qui exclut le ménage : P0000Y, né(e) le 1960-07-01 (pension)',
    ],
    [
      'NO_LIVING_MEMBER',
      facts('NO_LIVING_MEMBER', {}, [dead]),
      'no valid row shows a living member; P0000X died on 2026-02-28',
      'aucune ligne valable ne montre de membre vivant ; P0000X est décédé(e) le 2026-02-28',
    ],
    [
      'PERSON_DUPLICATED',
      facts('PERSON_DUPLICATED', {}, [head], { elsewhere: [{ personId: 'P0000H', householdId: 'H9' }] }),
      'one of its members is on several rows: P0000H, also in household H9',
      'un de ses membres figure sur plusieurs lignes : P0000H, aussi dans le ménage H9',
    ],
    [
      'PAYEE_NOT_LIVING_MEMBER',
      facts('PAYEE_NOT_LIVING_MEMBER', { payeeId: 'P99999' }),
      'the payee P99999 is not a member of the household',
      "la personne à payer P99999 n'est pas membre du ménage",
    ],
    [
      'PAYEE_NOT_LIVING_MEMBER',
      facts('PAYEE_NOT_LIVING_MEMBER', { payeeId: 'P0000X' }, [dead]),
      'the payee P0000X died on 2026-02-28',
      'la personne à payer P0000X est décédée le 2026-02-28',
    ],
    [
      'PAYEE_NOT_LIVING_MEMBER',
      facts('PAYEE_NOT_LIVING_MEMBER', { payeeId: 'P0000C' }, [member('P0000C', '2008-03-01')]),
      'the payee P0000C, born 2008-03-01, is 17, below 18 (from 2023-12, Law 58-23)',
      'la personne à payer P0000C, née le 2008-03-01, a 17 ans, moins de 18 (depuis 2023-12, loi 58-23)',
    ],
    [
      'PROVIDER_UNKNOWN',
      facts('PROVIDER_UNKNOWN', {}),
      'the paying institution POSTE is not configured',
      "l'organisme payeur POSTE n'est pas configuré",
    ],
    [
      'ACCOUNT_INVALID',
      facts('ACCOUNT_INVALID', { channel: 'ACCOUNT' }),
      'no account number is given (channel ACCOUNT)',
      "aucun numéro de compte n'est donné (canal ACCOUNT)",
    ],
    [
      'ACCOUNT_INVALID',
      facts('ACCOUNT_INVALID', { channel: 'CASH', accountGiven: true }),
      'the account number is not a RIB of 24 digits with a valid key (channel CASH)',
      "le numéro de compte n'est pas un RIB de 24 chiffres à la clé juste (canal CASH)",
    ],
    [
      'PAYEE_DECEASED',
      facts('PAYEE_DECEASED', {}),
      'an order came back because the payee P0000H has died (MD07). It is held until the registry names another payee',
      "un ordre est revenu parce que la personne à payer P0000H est décédée (MD07), et le registre social la nomme toujours : il est retenu jusqu'à ce que ce soit une autre personne",
    ],
    [
      'ACCOUNT_REJECTED',
      facts('ACCOUNT_REJECTED', { channel: 'ACCOUNT', accountGiven: true }),
      'an order came back because of its account. It is held until the registry gives another account, or cash without one',
      "un ordre est revenu à cause du compte auquel il était envoyé, et le registre social donne toujours ce compte : il est retenu jusqu'à ce que le compte soit un autre, ou qu'il soit payé en espèces sans compte",
    ],
    [
      'RETURNED_REPEATEDLY',
      facts('RETURNED_REPEATEDLY', {}),
      'three orders in a row came back. It is held until an officer ends the hold with a reason (sarf unhold)',
      "trois ordres de suite sont revenus, quelles qu'en soient les raisons : il est retenu jusqu'à ce que des personnes le libèrent en donnant une raison (sarf unhold)",
    ],
    [
      '',
      facts('', {}),
      'no earlier line applies: the registry says ACTIVE; the score 5.120000 is not above the threshold 9.743001 (from 2023-12, Decree 2.23.1068); no living member has a social cover that excludes the household; the payee P0000H is a living member aged 40; institution and account are valid',
      "aucune ligne précédente ne s'applique : le registre social dit ACTIVE ; l'indice 5,120000 ne dépasse pas le seuil 9,743001 (depuis 2023-12, décret 2.23.1068) ; aucun membre vivant n'a de couverture sociale qui exclut ; la personne à payer P0000H est un membre vivant de 40 ans ; organisme et compte sont en ordre",
    ],
  ])('%s', (reason, given, inEnglish, inFrench) => {
    expect(decidedBy(reason, given, english)).toBe(inEnglish);
    expect(decidedBy(reason, given, french)).toBe(inFrench);
  });

  it('a dead member excludes nobody: its cover is not named', () => {
    const covered = { ...dead, socialCover: 'PENSION' };
    expect(facts('', {}, [head, covered]).covered).toEqual([]);
  });

  it('without the facts, the reason in a few words', () => {
    expect(decidedBy('ISE_ABOVE_THRESHOLD', null, english)).toBe('its score is above the threshold');
    expect(decidedBy('ISE_ABOVE_THRESHOLD', null, french)).toBe('son indice dépasse le seuil');
  });
});
