/** Who is paid, and where. */

import type { Family, Member } from './family.js';
import { INSTITUTIONS } from './institutions.js';
import { nameField } from './names.js';
import type { Registry } from './order.js';
import type { Prng } from './prng.js';

/** Chooses how the household is paid, with a new account when it has one. */
export function choosePayment(family: Family, prng: Prng, registry: Registry): void {
  const roll = prng.below(100);
  const atPost = family.rural ? 52 : 24;
  const atCounter = family.rural ? 68 : 40;
  family.cash = roll < atCounter;
  if (family.cash) {
    family.institution = roll < atPost ? 0 : 5;
    family.account = '';
    return;
  }
  family.institution = family.rural
    ? (ACCOUNT_RURAL[prng.below(10)] ?? 1)
    : (ACCOUNT_URBAN[prng.below(10)] ?? 1);
  openAccount(family, prng, registry);
}

/** Positions in INSTITUTIONS, ten chances each. */
const ACCOUNT_RURAL = [0, 0, 1, 1, 1, 1, 2, 2, 2, 3];
const ACCOUNT_URBAN = [0, 1, 1, 1, 2, 3, 3, 3, 4, 4];

/** Gives the household another account with its institution. */
export function openAccount(family: Family, prng: Prng, registry: Registry): void {
  const banks = INSTITUTIONS[family.institution]?.banks ?? [];
  const bank = banks[prng.below(banks.length)] ?? '';
  const city = 10 + family.province * 10;
  family.account = registry.ids.account(family.index, bank, city, family.accountsHad);
  family.accountsHad++;
}

/** Makes a member the payee and writes the name. */
export function setPayee(family: Family, prng: Prng, payee: Member): void {
  family.payee = payee;
  family.payeeName = nameField(prng, family.surname, payee.male);
}
