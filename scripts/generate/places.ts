import { readFileSync } from 'node:fs';
import { cumulate } from './prng.js';

/**
 * Share of the families that live in the countryside. Rural families have slightly more children, which
 * brings the rural share of children to the published 61 %.
 */
const RURAL_FAMILIES = 0.598;
/** Below this a province says nothing from one month to the next, so a small sample leaves it out. */
const LEAST_FAMILIES = 150;

/** Where families live: the provinces used, how often, and how rural each is. */
export interface Places {
  /** HCP codes */
  readonly codes: readonly string[];
  /** Running sums of the provinces' weights, for `Prng.pick`. */
  readonly cumulative: Float64Array;
  /** Share of a province's families that are rural, 0 to 1. */
  readonly rural: readonly number[];
}

interface Province {
  readonly code: string;
  readonly weight: number;
  readonly rural: number;
}

/** Provinces of the 2024 census, with the weight and rural share assumed for this population. */
function readProvinces(): Province[] {
  const text = readFileSync(new URL('./provinces_pop2024.csv', import.meta.url), 'utf8');
  const provinces: Province[] = [];
  for (const line of text.split(/\r?\n/).slice(1)) {
    const [code = '', population = '', households = ''] = line.split(',');
    if (code === '') continue;
    // No rural share by province is at hand; the size of households tells cities from countryside well enough.
    const size = Number(population) / Number(households);
    const rural = Math.min(0.92, Math.max(0.03, (size - 3.35) * 0.85));
    provinces.push({ code, rural, weight: Number(households) * (0.45 + rural) });
  }
  return provinces;
}

/** Raises or lowers a share by multiplying its odds. */
function withOdds(share: number, factor: number): number {
  return (share * factor) / (1 - share + share * factor);
}

/** Factor on the odds that brings the weighted rural share to RURAL_FAMILIES, whatever provinces are used. */
function ruralFactor(provinces: readonly Province[]): number {
  const total = provinces.reduce((sum, p) => sum + p.weight, 0);
  let low = 1 / 64;
  let high = 64;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    const rural = provinces.reduce((sum, p) => sum + p.weight * withOdds(p.rural, middle), 0);
    if (rural < total * RURAL_FAMILIES) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The provinces of a registry of so many families. */
export function placesFor(families: number): Places {
  const all = readProvinces();
  const total = all.reduce((sum, p) => sum + p.weight, 0);
  let used = all.filter((p) => (families * p.weight) / total >= LEAST_FAMILIES);
  if (used.length === 0) {
    used = all.sort((a, b) => b.weight - a.weight).slice(0, 1);
  }
  const factor = ruralFactor(used);
  return {
    codes: used.map((p) => p.code),
    cumulative: cumulate(used.map((p) => p.weight)),
    rural: used.map((p) => withOdds(p.rural, factor)),
  };
}
