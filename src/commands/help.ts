import { readFileSync } from 'node:fs';
import { indicatorHelp } from '../terminal/indicator-help.js';

export const INDICATORS_HELP = `
Examples:
  sarf indicators --out /srv/sarf
  sarf indicators --from 2026-01 --to 2026-09
  sarf indicators --json > indicators.json

${indicatorHelp()}
`;

/** The complete configuration, as `sarf run --help` and the README show it: the built-in file itself. */
const EXAMPLE = readFileSync(new URL('../config/demonstration.yaml', import.meta.url), 'utf8');

export const CONFIGURATION_HELP = `
Examples:
  sarf run --period 2026-09 --registry extracts/2026-09 --config sarf.yaml
  sarf run --period 2026-10 --registry extracts/2026-10 --config sarf.yaml --json > run.json

A complete configuration (every key is optional but providers; unknown keys are refused):

${EXAMPLE.replace(/^/gm, '  ').trimEnd()}
`;
