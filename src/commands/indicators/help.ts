import { INDICATORS } from '../../indicators/definitions.js';
import type { Indicator } from '../../indicators/vocabulary.js';

/** The definitions as people and programs are told them; how a value is reckoned stays inside. */
export function indicatorDefinitions(): Omit<Indicator, 'reckoning' | 'shown'>[] {
  return INDICATORS.map(({ code, name, unit, scopes, definition, formula }) => ({
    code,
    name,
    unit,
    scopes,
    definition,
    formula,
  }));
}

/** For `sarf indicators --help`. */
export function indicatorHelp(): string {
  const lines = indicatorDefinitions().flatMap((one) => [
    `  ${one.code} (${one.unit}; ${one.scopes.join(', ')})`,
    `      ${one.definition}`,
    `      = ${one.formula}`,
  ]);
  return ['Indicators, each with its unit, its scopes, its definition and its formula:', ...lines].join('\n');
}
