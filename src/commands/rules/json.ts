import type { ShownRules } from './rules.js';

/** The parameters of a month, for programs. A value is text: dirhams, years, months, a share … by its unit. */
export function rulesJson({ title, sha256, period, parameters }: ShownRules) {
  return {
    title,
    sha256,
    period,
    parameters: parameters.map(({ name, label, unit, inForce }) => ({
      name,
      label,
      unit,
      value: inForce?.value ?? null,
      from: inForce?.from ?? null,
      reference: inForce?.reference ?? null,
      assumed: inForce?.assumed ?? null,
    })),
  };
}
