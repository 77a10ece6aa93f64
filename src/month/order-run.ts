import type { OrderRun } from '../banks/formats/format-interface.js';
import { type Day, lastWorkingDay } from '../domain/period.js';
import type { InputFile } from '../registry/load.js';
import { identify } from './identity.js';
import type { Month } from './month.js';
import type { RunRequest } from './request.js';

/** What the month's orders have in common. The run's id is known once its inputs have been read. */
export function orderRun(month: Month, inputs: readonly InputFile[], folder: string): OrderRun {
  const { request, control, workspace, work } = month;
  const { period, configuration } = request;
  const files = inputs.map((one) => ({ path: one.name, sha256: one.sha256 }));
  return {
    workspace,
    configuration,
    runId: identify(request, files, control, month),
    period,
    supplement: month.supplement?.number ?? 0,
    executionDate: executionDate(request),
    folder,
    scratch: work,
  };
}

/** The day on which the month's orders are to be paid: the configured one, else the month's last working day. */
export function executionDate({ configuration, period }: Pick<RunRequest, 'configuration' | 'period'>): Day {
  return configuration.executionDate ?? lastWorkingDay(period);
}
