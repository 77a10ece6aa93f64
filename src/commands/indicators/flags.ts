import { INDICATORS } from '../../indicators/definitions.js';
import { type AddCommand, json, month, out } from '../common-flags.js';
import type { IndicatorsOptions } from './command.js';

export const addIndicators: AddCommand = (program, perform) => {
  program
    .command('indicators')
    .description('show the performance indicators of the released months')
    .addOption(
      month(
        '--from <YYYY-MM>',
        'first month; without it the twelve months up to --to, with --json every month',
      ),
    )
    .addOption(month('--to <YYYY-MM>', 'last month; without it the last one released'))
    .addOption(out())
    .addOption(json(': every indicator, with all its breakdowns'))
    .addHelpText('after', help)
    .action((options: IndicatorsOptions) =>
      perform(async () => (await import('./command.js')).indicators, options),
    );
};

function help(): string {
  const definitions = INDICATORS.flatMap((one) => [
    `  ${one.code} (${one.unit}; ${one.scopes.join(', ')})`,
    `      ${one.definition}`,
    `      = ${one.formula}`,
  ]);
  return `
Examples:
  sarf indicators --out /srv/sarf
  sarf indicators --from 2026-01 --to 2026-09
  sarf indicators --json > indicators.json

Indicators, each with its unit, its scopes, its definition and its formula:
${definitions.join('\n')}
`;
}
