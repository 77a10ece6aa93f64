import { resolve } from 'node:path';
import { ORDER_FORMATS } from '../../banks/formats/formats.js';
import { loadConfiguration } from '../../config/load.js';
import { EXIT } from '../../domain/errors.js';
import { runMonth } from '../../month/run-month.js';
import { loadRules } from '../../rules/load.js';
import { progressReporter } from '../../terminal/progress.js';
import type { Command } from '../context.js';
import { runJson } from './json.js';
import { runSummary } from './text.js';

export type RunOptions = {
  readonly period: string;
  readonly registry: string;
  readonly out: string;
  readonly config?: string;
  readonly rules?: string;
  readonly allowGap?: boolean;
  readonly supplementary?: boolean;
  readonly json?: boolean;
};

/** Computes the whole month and publishes it. */
export const run: Command<RunOptions> = async (options, context) => {
  const configuration = loadConfiguration(ORDER_FORMATS, options.config);
  const rules = loadRules(options.rules);
  const { reporter, stages } = progressReporter(context.stderr, context.now);
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
    },
    context.clock,
    reporter,
  );
  if (options.json === true)
    context.stdout.json({ ...runJson(result), stages, peak_memory_bytes: context.peakMemory() });
  else context.stdout.lines(runSummary(result, context.style));
  return result.run.state === 'RELEASED' ? EXIT.done : EXIT.onHold;
};
