import { resolve } from 'node:path';
import { ORDER_FORMATS } from '../../banks/formats/formats.js';
import { loadConfiguration } from '../../config/load.js';
import { EXIT } from '../../domain/errors.js';
import { runMonth } from '../../month/run-month.js';
import { loadRules } from '../../rules/load.js';
import { progressReporter } from '../../terminal/progress.js';
import { type Command, printJson } from '../context.js';
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

export const run: Command<RunOptions> = async (options, context) => {
  const configuration = loadConfiguration(ORDER_FORMATS, options.config);
  const rules = loadRules(options.rules);
  const { reporter, stages } = progressReporter(context.stderr, context.now);
  if (configuration.builtIn) reporter.notice('no --config: the built-in demonstration configuration serves');
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
  if (options.json === true) {
    const { manifest } = result;
    printJson(context, {
      run_id: result.run.runId,
      period: options.period,
      kind: manifest.kind,
      ...(manifest.supplement === undefined ? {} : { supplement: manifest.supplement }),
      state: result.run.state,
      status: manifest.status,
      already_computed: result.alreadyComputed,
      folder: result.folder,
      seal: manifest.seal,
      totals: manifest.totals,
      counts: manifest.counts,
      bridge: manifest.bridge,
      ...(manifest.owed === undefined ? {} : { owed: manifest.owed }),
      ...(manifest.residents === undefined ? {} : { residents: manifest.residents }),
      controls: manifest.controls,
      stages,
      peak_memory_bytes: context.peakMemory(),
    });
  } else {
    context.stdout.lines(runSummary(result, context.style));
  }
  return result.run.state === 'RELEASED' ? EXIT.done : EXIT.onHold;
};
