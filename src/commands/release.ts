import { resolve } from 'node:path';
import { releaseRun } from '../cycle/release.js';
import { EXIT, OperatorError } from '../domain/errors.js';
import { type Command, printJson } from './context.js';

export type ReleaseOptions = {
  readonly runId: string;
  readonly out: string;
  readonly reason?: string;
  readonly json?: boolean;
};

export const release: Command<ReleaseOptions> = async (options, context) => {
  const reason = options.reason?.trim();
  if (reason === '') throw new OperatorError('--reason: is blank; say why the run may be released');
  const { run, folder } = await releaseRun(
    resolve(options.out),
    options.runId,
    reason ?? null,
    context.clock,
  );
  if (options.json === true) {
    printJson(context, {
      run_id: run.runId,
      period: run.period,
      kind: run.kind,
      state: run.state,
      reason: run.reason,
      folder,
    });
  } else {
    context.stdout.write(
      `${run.kind === 'regular' ? run.period : `supplementary run S${run.supplement} of ${run.period}`} is released: run ${run.runId}\nSend the files below ${folder}/orders/ to the institutions.\n`,
    );
  }
  return EXIT.done;
};
