import { resolve } from 'node:path';
import { ORDER_FORMATS } from '../../banks/formats/formats.js';
import { type Configuration, loadConfiguration } from '../../config/load.js';
import { EXIT, OperatorError } from '../../domain/errors.js';
import type { LanguageCode } from '../../domain/language.js';
import { flagsOf, quoted } from '../../domain/shell.js';
import { sha256Of } from '../../files/sha256.js';
import { isFile } from '../../files/there.js';
import type { RunRequest } from '../../month/request.js';
import { runMonth } from '../../month/run-month.js';
import { loadRules, type Rules } from '../../rules/load.js';
import { progressReporter } from '../../terminal/progress.js';
import { type Command, say } from '../context.js';
import { runInOneLine } from '../run-line.js';
import { screenIn } from '../screen.js';
import { runJson } from './json.js';
import { runSummary, runTrouble } from './text.js';

export type RunOptions = {
  readonly period: string;
  readonly registry: string;
  readonly out: string;
  readonly config?: string;
  readonly rules?: string;
  readonly allowGap?: boolean;
  readonly gap?: 'owed' | 'void';
  readonly withoutHistory?: readonly string[];
  readonly reason?: string;
  readonly supplementary?: boolean;
  readonly quiet?: boolean;
  readonly parallel?: string;
  readonly dryRun?: boolean;
  readonly lang?: LanguageCode;
  readonly json?: boolean;
};

/** Computes the whole month and publishes it. */
export const run: Command<RunOptions> = async (options, context) => {
  const gap = gapDecided(options);
  const withoutHistory = leftOut(options);
  const parallel = await parallelOf(options);
  const configuration = loadConfiguration(ORDER_FORMATS, options.config);
  const rules = loadRules(options.rules);
  if (options.rules !== undefined) refuseOtherProgramme(options.rules, rules, configuration);
  const { reporter, stages } = progressReporter(context, options.quiet);
  if (configuration.builtIn) reporter.notice('no --config: the built-in demonstration configuration is used');
  const result = await runMonth(
    {
      period: options.period,
      registry: options.registry,
      out: resolve(options.out),
      configuration,
      rules,
      allowGap: options.allowGap === true,
      supplementary: options.supplementary === true,
      dryRun: options.dryRun === true,
      commandLine: commandLine(options),
      ...(gap === null ? {} : { gap }),
      ...(withoutHistory === null ? {} : { withoutHistory }),
      ...(parallel === null ? {} : { parallel }),
    },
    context.clock,
    reporter,
  );
  const { state, status } = result.run;
  const passed = state === 'RELEASED' || (result.dryRun === true && status === 'PASS');
  const exit = passed ? EXIT.done : EXIT.onHold;
  const screen = screenIn(options.lang);
  const asked = { out: options.out, inspect: options.supplementary === true ? null : checkCommand(options) };
  const said = {
    json: () => ({ ...runJson(result), stages, peak_memory_bytes: context.peakMemory() }),
    summary: () => runInOneLine(result.run, result.manifest.programme, result.dryRun === true, screen),
    lines: () => runSummary(result, context.style, asked, screen),
    trouble: () => runTrouble(result, context.style, asked, screen),
  };
  say(context, options, said, exit);
  return exit;
};

/** The rules of one programme pay no other. Throws OperatorError. @param file that the rules were read from */
function refuseOtherProgramme(file: string, rules: Rules, { programme }: Configuration): void {
  if (rules.programme === null || rules.programme === programme) return;
  throw new OperatorError(
    `${file}: programme: these are the rules of ${rules.programme}, and the configuration is of ${programme}; give the rules of ${programme}, or put the one that is wrong right`,
  );
}

/** What is decided on months without a run; null when nothing is. Throws OperatorError for half a decision. */
function gapDecided(options: RunOptions): NonNullable<RunRequest['gap']> | null {
  const { gap, allowGap, supplementary } = options;
  const reason = options.reason ?? null;
  if (gap === undefined) {
    if (reason === null || options.withoutHistory !== undefined) return null;
    throw new OperatorError(
      '--reason: is the reason of --gap or --without-history; give --allow-gap --gap void, or --without-history, with it',
    );
  }
  if (supplementary === true)
    throw new OperatorError('--gap: a supplementary run follows no gap; leave --allow-gap and --gap out');
  if (allowGap !== true) throw new OperatorError('--gap: decides on a gap that is allowed; add --allow-gap');
  if (gap === 'void' && reason === null)
    throw new OperatorError(
      '--gap void: needs --reason "…", which the ledger keeps: nobody is owed the months between',
    );
  return { decision: gap === 'owed' ? 'OWED' : 'VOID', reason };
}

/** The earlier months that are left out; null when none is. Throws OperatorError where no reason is given. */
function leftOut({ withoutHistory, reason }: RunOptions): NonNullable<RunRequest['withoutHistory']> | null {
  if (withoutHistory === undefined) return null;
  if (reason === undefined)
    throw new OperatorError(
      '--without-history: needs --reason "…", which the ledger keeps: what those months paid cannot be proved',
    );
  return { months: [...new Set(withoutHistory)].sort(), reason };
}

/** The register to compare with; null: none. Throws OperatorError for a supplementary run, and where there is no file. */
async function parallelOf({
  parallel,
  supplementary,
}: RunOptions): Promise<NonNullable<RunRequest['parallel']> | null> {
  if (parallel === undefined) return null;
  if (supplementary === true)
    throw new OperatorError(
      '--parallel: is compared with the whole month; leave it out of a supplementary run',
    );
  if (!isFile(parallel))
    throw new OperatorError(`--parallel: ${parallel}: no such file; give the other system's register`);
  return { file: resolve(parallel), sha256: await sha256Of(parallel) };
}

/** The command that judges the same extract, makes no run and keeps its audit files. */
function checkCommand({ period, registry, out, config, rules }: RunOptions): string {
  return ['sarf check', quoted(registry), ...flagsOf({ period, config, rules, out })].join(' ');
}

/** The command as it was given, without what is decided: gaps, supplements, months left out. */
function commandLine({ period, registry, out, config, rules, parallel }: RunOptions): string {
  return ['sarf run', ...flagsOf({ period, registry, out, config, rules, parallel })].join(' ');
}
