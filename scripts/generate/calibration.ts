/** Counts what an extract holds and sets it beside the programme's published figures. */
import type { Assessment } from './assess.js';
import { ageAt, type Month } from './calendar.js';
import { ALIVE, ANSWER, type Family, type Member, RELATION } from './family.js';

/** One month's counts; amounts in centimes. */
export class Tally {
  families = 0;
  paid = 0;
  held = 0;
  paidFlat = 0;
  persons = 0;
  children = 0;
  ruralChildren = 0;
  schoolAged = 0;
  schooled = 0;
  fatherless = 0;
  elderly = 0;
  widows = 0;
  aid = 0;
  /** Households that are paid a birth grant this month. */
  birthHouseholds = 0;
  birthGrant = 0;
  schoolChildren = 0;
  schoolGrant = 0;
  readonly aidByProvince: Float64Array;

  constructor(provinces: number) {
    this.aidByProvince = new Float64Array(provinces);
  }

  /** Counts one household of the extract. */
  add(family: Family, month: Month, assessment: Assessment): void {
    this.families++;
    this.countPeople(family, month);
    if (assessment.held) this.held++;
    if (!assessment.paid) return;
    this.paid++;
    if (assessment.flat) this.paidFlat++;
    this.aid += assessment.aid;
    this.aidByProvince[family.province] = (this.aidByProvince[family.province] ?? 0) + assessment.aid;
    this.schoolGrant += assessment.schoolGrant;
    this.schoolChildren += assessment.schoolChildren;
    if (assessment.birthGrant > 0) this.birthHouseholds++;
    this.birthGrant += assessment.birthGrant;
  }

  private countPeople(family: Family, month: Month): void {
    let woman = false;
    let spouse = false;
    let withFather = 0;
    for (let i = 0; i < family.size; i++) {
      const member = family.members[i];
      if (!member || member.deceased !== ALIVE) continue;
      this.persons++;
      const child = member.birth > (month.bornBy[21] ?? 0) && member.relation === RELATION.CHILD;
      if (child) this.countChild(family, member, month);
      if (child && member.fatherless !== ANSWER.YES) withFather++;
      if (member.birth <= (month.bornBy[60] ?? 0)) this.elderly++;
      if (member.relation === RELATION.HEAD && !member.male) woman = true;
      if (member.relation === RELATION.SPOUSE) spouse = true;
    }
    if (woman && !spouse && withFather === 0) this.widows++;
  }

  private countChild(family: Family, child: Member, month: Month): void {
    this.children++;
    if (family.rural) this.ruralChildren++;
    if (child.fatherless === ANSWER.YES) this.fatherless++;
    if (ageAt(month, child.birth) >= 6) {
      this.schoolAged++;
      if (child.schooled === ANSWER.YES) this.schooled++;
    }
  }
}

/** `1234567` as `1,234,567`: the same everywhere, whatever the machine's language. */
export function grouped(value: number): string {
  const digits = String(Math.abs(Math.round(value))).replace(/\B(?=([0-9]{3})+$)/g, ',');
  return value < 0 ? `-${digits}` : digits;
}

/** Centimes as dirhams with two decimals. */
export function dirhams(centimes: number): string {
  return `${grouped(Math.floor(centimes / 100))}.${String(centimes % 100).padStart(2, '0')}`;
}

/** A number in tenths with one decimal: 395 is `39.5`. */
function tenths(value: number): string {
  const size = Math.abs(value);
  return `${value < 0 ? '-' : ''}${Math.floor(size / 10)}.${size % 10}`;
}

/** A share in per cent with one decimal. */
function share(part: number, whole: number): string {
  return `${tenths(whole === 0 ? 0 : Math.round((part * 1000) / whole))} %`;
}

/** Families of the published totals. */
const PUBLISHED_FAMILIES = 3_900_000;

interface Line {
  readonly name: string;
  readonly measured: number;
  /** Published figure: a count at 3.9 million families, or parts of `of`. */
  readonly published: number;
  /** The measured figure is a share of this. */
  readonly of?: number;
  readonly money?: boolean;
}

function lines(tally: Tally): Line[] {
  return [
    { name: 'persons', measured: tally.persons, published: 12_500_000 },
    { name: 'children under 21', measured: tally.children, published: 5_500_000 },
    { name: 'persons aged 60 or over', measured: tally.elderly, published: 1_700_000 },
    { name: 'families on the flat rate', measured: tally.paidFlat, published: 0.39, of: tally.paid },
    {
      name: 'children in rural households',
      measured: tally.ruralChildren,
      published: 0.61,
      of: tally.children,
    },
    { name: 'children aged 6 to 20', measured: tally.schoolAged, published: 0.75, of: tally.children },
    { name: 'of these in school', measured: tally.schooled, published: 0.9, of: tally.schoolAged },
    { name: "widows' families", measured: tally.widows, published: 386_000 },
    { name: 'fatherless children', measured: tally.fatherless, published: 130_000 },
    { name: 'monthly aid, DH (2026 tariff)', measured: tally.aid, published: 2_300_000_000_00, money: true },
  ];
}

function row(cells: readonly string[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(34) : cell.padStart(18))).join('');
}

/** Measured beside published; a count is scaled to the families of the registry. */
function lineRow({ name, measured, published, of, money }: Line, scale: number): string {
  if (of !== undefined) {
    const points = of === 0 ? 0 : Math.round((measured / of - published) * 1000);
    const share1 = `${tenths(Math.round(published * 1000))} %`;
    return row([name, share(measured, of), share1, `${points > 0 ? '+' : ''}${tenths(points)} points`]);
  }
  const expected = Math.round(published * scale);
  const deviation = expected === 0 ? 0 : Math.round(((measured - expected) * 1000) / expected);
  const show = money ? dirhams : grouped;
  return row([name, show(measured), show(expected), `${deviation > 0 ? '+' : ''}${tenths(deviation)} %`]);
}

function table(title: string, lines: readonly Line[], scale: number): string {
  const head = row([title, 'measured', 'published', 'deviation']);
  return [head, ...lines.map((line) => lineRow(line, scale))].join('\n');
}

/** The table of one month: measured, published (scaled to the families of the registry), deviation. */
export function calibrationTable(label: string, tally: Tally, families: number): string {
  return table(label, lines(tally), families / PUBLISHED_FAMILIES);
}

/** Households with a birth grant, as published: 42,800 in the first 14 months of the grant. */
const BIRTH_HOUSEHOLDS = 42_800 / 14;
/** Months that a birth may be claimed in: a first run finds so many of them unpaid. */
const BIRTH_BACKLOG = 6;
const SCHOOL_CHILDREN = 3_100_000;
const SCHOOL_GRANT = 226_00;

/**
 * The grants of every month beside the published figures. The first month pays what is due since six months;
 * Septembers pay the school-return grant too.
 */
export function grantsTable(labels: readonly string[], tallies: readonly Tally[], families: number): string {
  const scale = families / PUBLISHED_FAMILIES;
  const found = tallies.flatMap((tally, i): Line[] => {
    const label = labels[i] ?? '';
    const months = i === 0 ? BIRTH_BACKLOG : 1;
    const births: Line = {
      name: `${label} households, birth grant`,
      measured: tally.birthHouseholds,
      published: BIRTH_HOUSEHOLDS * months,
    };
    if (tally.schoolChildren === 0) return [births];
    const { schoolChildren, schoolGrant } = tally;
    const average = Math.round(schoolGrant / schoolChildren);
    return [
      births,
      { name: `${label} children, school grant`, measured: schoolChildren, published: SCHOOL_CHILDREN },
      {
        name: `${label} school grants, DH`,
        measured: schoolGrant,
        published: SCHOOL_CHILDREN * SCHOOL_GRANT,
        money: true,
      },
      {
        name: `${label} DH a child`,
        measured: average,
        published: SCHOOL_GRANT / scale,
        money: true,
      },
    ];
  });
  return table('grants', found, scale);
}

/** Largest change of a province's aid since the month before, as a share in per cent. */
function provinceChange(tally: Tally, prior: Tally): string {
  let largest = 0;
  for (let i = 0; i < tally.aidByProvince.length; i++) {
    const before = prior.aidByProvince[i] ?? 0;
    if (before > 0) largest = Math.max(largest, Math.abs(((tally.aidByProvince[i] ?? 0) - before) / before));
  }
  return share(largest, 1);
}

/** One line a month, with its change since the month before. */
export function monthLine(label: string, tally: Tally, prior: Tally | undefined): string {
  const now = `${label}  families ${grouped(tally.families)}  paid ${grouped(tally.paid)}  held ${grouped(tally.held)}  aid ${dirhams(tally.aid)} DH`;
  if (!prior) return now;
  const paid = share(tally.paid - prior.paid, prior.paid);
  const aid = share(tally.aid - prior.aid, prior.aid);
  return `${now}  change: paid ${paid}, aid ${aid}, one province at most ${provinceChange(tally, prior)}`;
}
