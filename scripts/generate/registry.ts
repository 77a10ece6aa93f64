/** Writes the extracts: every family is lived through once, and its rows go to all its months in turn. */
import { settle } from './base.js';
import { type Month, monthOf } from './calendar.js';
import type { Tally } from './calibration.js';
import { Extract, prepareFolder } from './extract.js';
import { Family } from './family.js';
import { Identifiers } from './ids.js';
import { ENTRY_RATE, live } from './life.js';
import type { Order, Registry } from './order.js';
import { placesFor } from './places.js';
import { Prng } from './prng.js';
import { admit, blankResident, liveOn, residentsOf } from './residents.js';

/** Generates the extracts of all months and returns one tally a month. */
export function generate(order: Order): { months: Month[]; tallies: Tally[] } {
  const { families, seed } = order;
  const registry: Registry = { seed, ids: new Identifiers(seed), places: placesFor(families) };
  const months = Array.from({ length: order.months }, (_, i) => monthOf(order.from + i));
  const folders = months.map((month) => prepareFolder(order.out, month.label));
  const extracts = months.map((month, i) => new Extract(month, folders[i] ?? '', registry, order));
  const family = new Family();
  const prng = new Prng();
  const entries = Math.floor(families * ENTRY_RATE);

  /** A family from the month it enters to the last. */
  const lead = (index: number, entry: number) => {
    extracts.forEach((extract, i) => {
      if (i < entry) return;
      if (i === entry) settle(family, prng, registry, extract.month, index, entry > 0);
      else live(family, prng, registry, extract.month);
      if (!family.gone) extract.add(family);
    });
  };

  for (let index = 0; index < families; index++) {
    lead(index, 0);
    // Newcomers of each later month are spread evenly between the others.
    const first = Math.floor((index * entries) / families);
    const last = Math.floor(((index + 1) * entries) / families);
    for (let serial = first; serial < last; serial++) {
      for (let entry = 1; entry < months.length; entry++)
        lead(families + (entry - 1) * entries + serial, entry);
    }
    if ((index & 0xffff) === 0) order.onProgress?.(index);
  }
  if (order.residents) leadResidents(families, registry, extracts);
  for (const extract of extracts) extract.close();
  return { months, tallies: extracts.map((extract) => extract.tally) };
}

/** Residents are few, and lived through like families. */
function leadResidents(families: number, registry: Registry, extracts: readonly Extract[]): void {
  const resident = blankResident();
  const prng = new Prng();
  for (const one of residentsOf(families, extracts.length)) {
    extracts.forEach((extract, i) => {
      if (i < one.entry) return;
      if (i === one.entry) admit(resident, prng, registry, extract.month, one);
      else liveOn(resident, prng, registry, extract.month);
      if (!resident.gone) extract.residents?.put(resident);
    });
  }
}
