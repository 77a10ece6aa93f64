import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import { progressReporter } from '../../terminal/progress.js';
import type { Command } from '../context.js';
import { releaseJson } from './json.js';
import { releaseRun } from './release.js';
import { releaseText } from './text.js';

export type ReleaseOptions = {
  readonly runId: string;
  readonly out: string;
  readonly reason?: string;
  readonly json?: boolean;
};

/** Makes a run the effective run of its month. */
export const release: Command<ReleaseOptions> = async (options, context) => {
  const reason = options.reason ?? null;
  const { reporter } = progressReporter(context.stderr, context.now);
  const { run, folder } = await releaseRun(
    resolve(options.out),
    options.runId,
    reason,
    context.clock,
    reporter,
  );
  if (options.json === true) context.stdout.json(releaseJson(run, folder));
  else context.stdout.lines(releaseText(run, folder));
  return EXIT.done;
};
