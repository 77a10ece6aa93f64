import { writeFile } from 'node:fs/promises';
import { OperatorError, systemCode } from '../../domain/errors.js';
import type { Period } from '../../domain/period.js';
import { type DatedValue, loadRules, type Rules, type RuleText } from '../../rules/load.js';
import { inForce, parametersAt } from '../../rules/parameters.js';
import { PARAMETER_NAMES, type ParameterName, type Unit } from '../../rules/schema.js';

/** A parameter in a month: its value with date and source; null where no value is in force yet. */
export type ShownParameter = {
  readonly name: ParameterName;
  readonly label: RuleText;
  readonly unit: Unit;
  readonly inForce: DatedValue | null;
};

export type ShownRules = {
  readonly title: RuleText;
  readonly sha256: string;
  readonly period: Period;
  readonly parameters: readonly ShownParameter[];
};

/** The parameters of a month, in the order of the rules file. Throws OperatorError for a month before the programme's first. */
export function inForceNow(rules: Rules, period: Period): ShownRules {
  parametersAt(rules, period);
  return {
    title: rules.title,
    sha256: rules.sha256,
    period,
    parameters: PARAMETER_NAMES.map((name) => {
      const { label, unit } = rules.parameters[name];
      return { name, label, unit, inForce: inForce(rules, name, period) };
    }),
  };
}

/** Writes the built-in rules to a new file, to start from. Throws OperatorError where there is one, or it cannot be written. */
export async function writeBuiltIn(path: string): Promise<void> {
  try {
    await writeFile(path, loadRules().bytes, { flag: 'wx' });
  } catch (error) {
    const code = systemCode(error);
    if (code === null) throw error;
    throw new OperatorError(
      code === 'EEXIST'
        ? `${path}: there is a file of this name; give another one`
        : `${path}: cannot be written (${code}); give a file in a folder that is there and that you may write to`,
    );
  }
}
