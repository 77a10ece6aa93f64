import { resolve } from 'node:path';
import { EXIT } from '../../domain/errors.js';
import { type Command, printJson } from '../context.js';
import { releaseRun } from './release.js';

export type ReleaseOptions = {
  readonly runId: string;
  readonly out: string;
  readonly reason?: string;
  readonly json?: boolean;
};

export const release: Command<ReleaseOptions> = async (options, context) => {
  const reason = options.reason ?? null;
  const { run, folder } = await releaseRun(resolve(options.out), options.runId, reason, context.clock);
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
    context.stdout.lines([
      `${run.kind === 'regular' ? run.period : `supplementary run S${run.supplement} of ${run.period}`} is released: run ${run.runId}`,
      `Send the files below ${folder}/orders/ to the institutions.`,
    ]);
  }
  return EXIT.done;
};
