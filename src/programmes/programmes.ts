import { families } from './families/families.js';
import type { Programme } from './programme.js';
import { residents } from './residents/residents.js';

/** In the order in which they are decided on: a later one asks whom an earlier one pays. */
export const PROGRAMMES: readonly Programme[] = [families, residents];
