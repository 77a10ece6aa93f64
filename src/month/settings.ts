import { join } from 'node:path';
import { CONFIGURATION_FILE, runFolder } from '../archive/folders.js';
import { keptRules, type SealedRun, sealedFile } from '../archive/open-run.js';
import { runsOf } from '../archive/prior-run.js';
import { keptSettings, type SettingChange, type Settings, settingChanges } from '../config/settings.js';
import { OperatorError, systemCode } from '../domain/errors.js';
import { isFile } from '../files/there.js';
import type { Ledger } from '../ledger/ledger.js';
import type { Control } from '../programmes/control.js';
import { datedDifferences } from '../rules/compare.js';
import { rulesWith } from '../rules/load.js';
import { type SettingsMeasures, settingsControls } from './controls/settings-control.js';
import type { Month } from './month.js';
import type { RunRequest } from './request.js';
import { paidRuns } from './supplement.js';

/** The right settings: a forgotten option must not release a month under other ones. */

/** What differs from the last released run before this one; none where there is no such run. */
export async function controlsOfSettings(month: Month): Promise<Control[]> {
  const before = [...runsOf(month.prior), ...paidRuns(month.supplement)].at(-1);
  return before === undefined ? [] : settingsControls(await measure(month.request, before));
}

async function measure(request: RunRequest, before: SealedRun): Promise<SettingsMeasures> {
  const { manifest, runId, period } = before;
  const changes: SettingChange[] = [];
  const unknown: SettingsMeasures['unknown'][number][] = [];
  if (manifest.configuration.sha256 !== request.configuration.sha256) {
    const kept = await sealedFile(before, CONFIGURATION_FILE);
    if (kept === null) unknown.push('configuration');
    else changes.push(...settingChanges(keptSettings(kept), request.configuration.settings));
  }
  if (manifest.rules.sha256 !== request.rules.sha256) {
    const rules = rulesWith(manifest.rules.sha256, await keptRules(before));
    if (rules === null) unknown.push('rules');
    else
      changes.push(
        ...datedDifferences(rules, request.rules).map(({ parameter, from, ...values }) => ({
          key: `rules ${parameter} from ${from}`,
          ...values,
        })),
      );
  }
  return { runId, period, changes, unknown };
}

/**
 * Refuses the demonstration configuration where any run of the ledger was computed with another: --config was forgotten.
 * Throws OperatorError, which names that run and the first parameter.
 */
export function refuseDemonstration({ configuration, out }: RunRequest, ledger: Ledger): void {
  if (!configuration.builtIn) return;
  for (const run of ledger.runs().toReversed()) {
    const kept = join(runFolder(out, run.period, run.runId), CONFIGURATION_FILE);
    const before = readable(kept);
    if (before === null) continue;
    const [first, ...more] = settingChanges(before, configuration.settings);
    if (first === undefined) continue;
    const others = more.length === 0 ? '' : ` (and ${more.length} more parameters)`;
    throw new OperatorError(
      `no --config: the demonstration configuration is not that of run ${run.runId} of ${run.period}: ${first.key} ${first.before ?? '(none)'} there, ${first.after ?? '(none)'} here${others}; give --config FILE (that run was computed with ${kept})`,
    );
  }
}

/** Null where an older version kept none, or its folder is lost or may not be read: that is told where it is needed. */
function readable(file: string): Settings | null {
  try {
    return isFile(file) ? keptSettings(file) : null;
  } catch (error) {
    if (error instanceof OperatorError || systemCode(error) !== undefined) return null;
    throw error;
  }
}
