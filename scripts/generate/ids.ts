import { ribKey } from '#sarf/domain/rib.js';
import { mix32 } from './prng.js';

/** Members a family may ever have; the last two numbers are kept for defects. */
export const MEMBER_NUMBERS = 32;
/** Number of a person that no household has. */
export const STRAY_MEMBER = MEMBER_NUMBERS - 1;
/** Families one registry can hold: household and member number together fit 32 bits. */
export const MOST_FAMILIES = 2 ** 27;

const THREE_DIGITS = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));
const FOUR_DIGITS = Array.from({ length: 10_000 }, (_, n) => String(n).padStart(4, '0'));

/** Ten digits of a whole number below 2^32. */
function tenDigits(value: number): string {
  const high = Math.floor(value / 10_000);
  return (
    (THREE_DIGITS[Math.floor(high / 1000)] ?? '') +
    (THREE_DIGITS[high % 1000] ?? '') +
    (FOUR_DIGITS[value % 10_000] ?? '')
  );
}

/**
 * Identifiers and accounts of one registry. All come from the family's index by a one-to-one scramble:
 * unique without a memory of those given, and in no visible order.
 */
export class Identifiers {
  private readonly householdKey: number;
  private readonly personKey: number;
  private readonly accountKey: number;
  private readonly residentKey: number;

  constructor(seed: number) {
    this.householdKey = mix32(seed ^ 0x48484848);
    this.personKey = mix32(seed ^ 0x50505050);
    this.accountKey = mix32(seed ^ 0x41414141);
    this.residentKey = mix32(seed ^ 0x52525252);
  }

  /** `H` and ten digits. */
  household(family: number): string {
    return `H${tenDigits(mix32(family ^ this.householdKey))}`;
  }

  /** `X` and ten digits: well formed, and no household's. */
  unknownHousehold(family: number): string {
    return `X${tenDigits(mix32(family ^ this.householdKey))}`;
  }

  /** `P` and ten digits; `number` is the member's, from 0 to MEMBER_NUMBERS - 1, never given twice in a family. */
  person(family: number, number: number): string {
    return `P${tenDigits(mix32(((family * MEMBER_NUMBERS + number) ^ this.personKey) >>> 0))}`;
  }

  /** `R` and ten digits: a person in a care institution, in no household. */
  resident(index: number): string {
    return `R${tenDigits(mix32(index ^ this.residentKey))}`;
  }

  /** A RIB of the family in a bank; `version` counts the accounts it has had. */
  account(family: number, bank: string, city: number, version: number): string {
    return rib(bank, city, version, mix32(family ^ this.accountKey), '211');
  }

  /** A RIB of a resident: its ending tells it from every family's. */
  residentAccount(index: number, bank: string, city: number, version: number): string {
    return rib(bank, city, version, mix32(index ^ this.residentKey), '311');
  }
}

/** Bank, city, two numbers and a fixed ending, with the right key. */
function rib(bank: string, city: number, version: number, number: number, ending: string): string {
  const place = (THREE_DIGITS[city % 1000] ?? '') + (THREE_DIGITS[version % 1000] ?? '');
  const digits = bank + place + tenDigits(number) + ending;
  return digits + ribKey(digits);
}
