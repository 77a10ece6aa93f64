import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import type { LanguageCode } from '../../domain/language.js';
import { progressReporter } from '../../terminal/progress.js';
import { type Command, say } from '../context.js';
import { runInOneLine } from '../run-line.js';
import { screenIn } from '../screen.js';
import { releaseJson } from './json.js';
import { releaseRun } from './release.js';
import { releaseText } from './text.js';

export type ReleaseOptions = {
  readonly runId: string;
  readonly out: string;
  readonly reason?: string;
  readonly quiet?: boolean;
  readonly lang?: LanguageCode;
  readonly json?: boolean;
};

/** Makes a run the effective run of its month. */
export const release: Command<ReleaseOptions> = async (options, context) => {
  const reason = options.reason ?? null;
  const { reporter } = progressReporter(context, options.quiet);
  const { run, folder } = await releaseRun(
    resolve(options.out),
    options.runId,
    reason,
    context.clock,
    reporter,
  );
  const screen = screenIn(options.lang);
  const said = {
    json: () => releaseJson(run, folder),
    summary: () => runInOneLine(run, '', false, screen),
    lines: () => releaseText(run, folder, screen),
  };
  say(context, options, said);
  return EXIT.done;
};
