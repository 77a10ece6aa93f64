/** Puts defects into one month's extract, at a given rate, every kind in its turn, and lists them. */
import type { Assessment } from './assess.js';
import type { Month } from './calendar.js';
import { type DefectCode, type Flaw, HOUSEHOLD_FLAWS, MEMBER_FLAWS } from './defects.js';
import { ALIVE, type Family, type Member } from './family.js';
import { STRAY_MEMBER } from './ids.js';
import type { Registry } from './order.js';
import { Rota } from './rota.js';
import { HOUSEHOLD_COLUMNS, householdFields, memberRow, rowOf } from './rows.js';
import { laneOf, type Note, putFamily, type Sheets } from './sheets.js';
import type { RowPlace } from './write.js';

/** Stream numbers of the gaps between defects, apart from those of the families' months. */
const HOUSEHOLD_STREAM = 1;
const MEMBER_STREAM = 2;

/** A row seen a moment ago, that another one may be made to clash with. */
interface Lender {
  readonly household: string;
  readonly place: RowPlace;
  /** The account, or the member's row behind its household id. */
  readonly text: string;
}

/** Writes a family with something wrong about it; the number of rows spoilt, 0 when it does not fit the family. */
type Trick = (family: Family, assessment: Assessment, turn: number) => number;

const at = (column: (typeof HOUSEHOLD_COLUMNS)[number]) => HOUSEHOLD_COLUMNS.indexOf(column);

/** Writes the families of one month, some of them spoilt, and the list of what was spoilt. */
export class Spoiler {
  private readonly households: Rota<Trick>;
  private readonly members: Rota<Trick>;
  private accountLender: Lender | undefined;
  private personLender: Lender | undefined;

  constructor(
    private readonly sheets: Sheets,
    private readonly registry: Registry,
    private readonly month: Month,
    rate: number,
  ) {
    const householdTricks: Trick[] = [
      ...HOUSEHOLD_FLAWS.map((flaw) => this.householdFlaw(flaw)),
      (family, { paid }) => (paid ? this.duplicateHousehold(family) : 0),
      (family, { paid }) => (paid ? this.shareAccount(family) : 0),
      (family, { paid }, turn) => (paid ? this.wrongAccount(family, turn) : 0),
      (family, { paid }) =>
        paid ? this.household(family, 'PROVIDER_UNKNOWN', at('provider'), 'NOSUCHBANK') : 0,
      (family, { paid }) => (paid ? this.strangerPaid(family) : 0),
      (family, { paid }) => (paid ? this.minorPaid(family) : 0),
      (family, { paid }) => (paid ? this.nobodyLives(family) : 0),
    ];
    const memberTricks: Trick[] = [
      ...MEMBER_FLAWS.map((flaw) => this.memberFlaw(flaw)),
      (family) => this.unknownHousehold(family),
      (family, { paid }) => (paid ? this.personTwice(family) : 0),
      (family, { paid }) => (paid ? this.personElsewhere(family) : 0),
    ];
    this.households = new Rota(householdTricks, rate, registry.seed, month, HOUSEHOLD_STREAM);
    this.members = new Rota(memberTricks, rate, registry.seed, month, MEMBER_STREAM);
  }

  /**
   * Writes the family's rows; true when they are sound. At most one thing is wrong about one family, so that its
   * effect is plain.
   */
  put(family: Family, assessment: Assessment): boolean {
    const household = this.households.due(1);
    const member = this.members.due(family.size);
    const householdRows = household?.kind(family, assessment, household.turn) ?? 0;
    if (householdRows > 0) {
      this.households.placed(householdRows);
      return false;
    }
    const memberRows = member?.kind(family, assessment, member.turn) ?? 0;
    if (memberRows > 0) {
      this.members.placed(memberRows);
      return false;
    }
    putFamily(this.sheets, family, this.registry.places);
    if (assessment.paid) this.remember(family);
    return true;
  }

  /** Keeps the rows of a sound family in mind, to be made to clash with. */
  private remember(family: Family): void {
    const lane = laneOf(family);
    const household = family.id;
    const first = family.members[0];
    if (!family.cash)
      this.accountLender = { household, place: this.sheets.households.place(lane), text: family.account };
    if (!first) return;
    const text = memberRow('', first);
    this.personLender = { household, place: this.sheets.members.place(lane), text };
  }

  private note(family: Family, code: DefectCode): Note {
    return { code, household: family.id };
  }

  private householdFlaw(flaw: Flaw): Trick {
    return (family, _assessment, turn) => {
      const fields = householdFields(family, this.registry.places);
      flaw.spoil(fields, this.month, 0, turn);
      putFamily(this.sheets, family, this.registry.places, {
        text: rowOf(fields),
        note: this.note(family, flaw.code),
      });
      return 1;
    };
  }

  /** Writes the family with one household field replaced. */
  private household(family: Family, code: DefectCode, column: number, value: string): number {
    const fields = householdFields(family, this.registry.places);
    fields[column] = value;
    putFamily(this.sheets, family, this.registry.places, {
      text: rowOf(fields),
      note: this.note(family, code),
    });
    return 1;
  }

  private duplicateHousehold(family: Family): number {
    const note = this.note(family, 'DUPLICATE_HOUSEHOLD');
    const text = rowOf(householdFields(family, this.registry.places));
    putFamily(this.sheets, family, this.registry.places, { text, note });
    this.sheets.households.put(text, laneOf(family) + 7, note);
    return 2;
  }

  /** The family bears the account of one written a moment ago; both are listed. */
  private shareAccount(family: Family): number {
    const lender = this.accountLender;
    if (!lender || family.cash) return 0;
    const note: Note = { code: 'ACCOUNT_SHARED', household: lender.household };
    if (!this.sheets.households.mark(lender.place, note)) return 0;
    this.forgetLenders();
    this.household(family, 'ACCOUNT_SHARED', at('account'), lender.text);
    return 2;
  }

  /** A wrong key, a digit missing, or a wrong account where cash is paid. */
  private wrongAccount(family: Family, turn: number): number {
    const wanted = turn % 3;
    if (family.cash !== (wanted === 2)) return 0;
    const right = family.cash ? this.registry.ids.account(family.index, '350', 10, 999) : family.account;
    const wrongKey = right.slice(0, -1) + String((Number(right.slice(-1)) + 1) % 10);
    return this.household(family, 'ACCOUNT_INVALID', at('account'), wanted === 1 ? right.slice(1) : wrongKey);
  }

  private strangerPaid(family: Family): number {
    const stranger = this.registry.ids.person(family.index, STRAY_MEMBER);
    return this.household(family, 'PAYEE_NOT_LIVING_MEMBER', at('payee_id'), stranger);
  }

  private minorPaid(family: Family): number {
    const minor = this.livingMember(family, (member) => member.birth > (this.month.bornBy[18] ?? 0));
    return minor ? this.household(family, 'PAYEE_NOT_LIVING_MEMBER', at('payee_id'), minor.personId) : 0;
  }

  /** Everybody has died by the reference date: in this extract only, the family lives on. */
  private nobodyLives(family: Family): number {
    const living: Member[] = [];
    for (let i = 0; i < family.size; i++) {
      const member = family.members[i];
      if (member?.deceased !== ALIVE) continue;
      living.push(member);
      member.deceased = this.month.last;
    }
    const text = rowOf(householdFields(family, this.registry.places));
    putFamily(this.sheets, family, this.registry.places, {
      text,
      note: this.note(family, 'NO_LIVING_MEMBER'),
    });
    for (const member of living) member.deceased = ALIVE;
    return 1;
  }

  /** The first living member that passes. */
  private livingMember(family: Family, passes: (member: Member) => boolean): Member | undefined {
    for (let i = 0; i < family.size; i++) {
      const member = family.members[i];
      if (member?.deceased === ALIVE && passes(member)) return member;
    }
    return undefined;
  }

  /** A row whose household may be lost must not be the payee's: the rest of the family should stay sound. */
  private memberFlaw(flaw: Flaw): Trick {
    return (family, _assessment, turn) => {
      const member = this.livingMember(family, (one) => !flaw.loses || one !== family.payee);
      if (!member) return 0;
      const fields = memberRow(family.id, member).trimEnd().split(',');
      flaw.spoil(fields, this.month, member.birth, turn);
      putFamily(this.sheets, family, this.registry.places, undefined, {
        member,
        text: rowOf(fields),
        note: this.note(family, flaw.code),
      });
      return 1;
    };
  }

  /** A stray row, beside the family's own. */
  private unknownHousehold(family: Family): number {
    const first = family.members[0];
    if (!first) return 0;
    putFamily(this.sheets, family, this.registry.places);
    const household = this.registry.ids.unknownHousehold(family.index);
    const fields = memberRow(household, first).trimEnd().split(',');
    fields[1] = this.registry.ids.person(family.index, STRAY_MEMBER);
    this.sheets.members.put(rowOf(fields), laneOf(family) + 5, { code: 'UNKNOWN_HOUSEHOLD', household });
    return 1;
  }

  /** One member stands on two rows. */
  private personTwice(family: Family): number {
    const member = family.members[0];
    if (!member) return 0;
    const note = this.note(family, 'PERSON_DUPLICATED');
    const text = memberRow(family.id, member);
    putFamily(this.sheets, family, this.registry.places, undefined, { member, text, note });
    this.sheets.members.put(text, laneOf(family) + 5, note);
    return 2;
  }

  /** A member of a family written a moment ago stands in this one too; both rows are listed. */
  private personElsewhere(family: Family): number {
    const lender = this.personLender;
    if (!lender) return 0;
    const note: Note = { code: 'PERSON_DUPLICATED', household: lender.household };
    if (!this.sheets.members.mark(lender.place, note)) return 0;
    this.forgetLenders();
    putFamily(this.sheets, family, this.registry.places);
    this.sheets.members.put(
      family.id + lender.text,
      laneOf(family) + 5,
      this.note(family, 'PERSON_DUPLICATED'),
    );
    return 2;
  }

  /** A family lends once: two things wrong about it would hide each other. */
  private forgetLenders(): void {
    this.accountLender = undefined;
    this.personLender = undefined;
  }
}
