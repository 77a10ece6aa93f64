import type { PageWords } from '../words.js';

/** What the page says between the sentences, in English. */
export const englishPage: PageWords = {
  household: 'Household',
  run: 'run',
  supplementary: (number) => `supplementary run ${number},`,
  seal: 'seal',
  paid: (money, order, provider, payee) =>
    `${money} DH paid: order ${order}, through ${provider}, to payee ${payee}`,
  owed: (money) => `Nothing is paid out: ${money} DH are owed and accrue`,
  owedEarlier: 'Nothing is paid out: the month is owed',
  owedUnknown:
    'Nothing is paid out: the month is owed, and its amount is not known yet (null in the register)',
  held: (money) => `Nothing is paid out: ${money} DH are held until the data are put right`,
  unknown: 'Nothing is paid out: the amount is not known (null in the register) until the data are put right',
  nothing: 'Nothing is paid: there is no entitlement this month',
  decision: 'Decision',
  line: (decision, line) => `${decision}, line ${line} of the decision table`,
  notAssessed: 'Not assessed this month',
  quarantined: (file, line, column, code) =>
    `${file}, line ${line}${column === '' ? '' : `, column ${column}`}: ${code}`,
  overrides: 'Facts that partner ministries changed',
  override: (person, field, before, after, file, line) =>
    `${person}: ${field} ${before || 'blank'} → ${after || 'blank'} (${file}, line ${line})`,
  aid: (month, reference) => `Monthly aid of ${month} (ages on ${reference})`,
  born: (date, id) => `born ${date} (${id})`,
  total: 'monthly aid',
  notCounted: 'Not counted as paid children',
  notChildren: (list) => `no children of the household: ${list}`,
  grants: 'Grants',
  unnamedChild: 'a child',
  noGrant: (grant, why) => `no ${grant}: ${why}`,
  toPay: 'To pay',
  entitlement: 'entitlement',
  arrears: 'arrears',
  recovery: 'recovery',
  net: 'net, paid',
  notPaidNet: 'net, not paid',
  against: (month) => `Against ${month}`,
  firstRun: 'The first run: there is no month before to compare with.',
  stood: (decision) => `then: ${decision}`,
  notThere: 'then: in no row of the register',
  unchanged: 'The net is the same.',
  change: (net, before) => `${net} now, ${before} then`,
  sources: 'Sources',
};
