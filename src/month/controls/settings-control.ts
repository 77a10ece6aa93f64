import type { SettingChange } from '../../config/settings.js';
import type { Period } from '../../domain/period.js';
import type { Control } from '../../programmes/control.js';

/** How the settings of a run differ from those of the last released run before it. */
export type SettingsMeasures = {
  readonly runId: string;
  readonly period: Period;
  readonly changes: readonly SettingChange[];
  /** What that run, of an older version, did not keep, so that its parameters cannot be named: "rules". Mostly none. */
  readonly unknown: readonly ('configuration' | 'rules')[];
};

/** Of a run with other settings than the last released one. A person says, by releasing it, that they are meant. */
export function settingsControls({ runId, period, changes, unknown }: SettingsMeasures): Control[] {
  if (changes.length === 0 && unknown.length === 0) return [];
  const control = { control: 'settings_unchanged', measured: String(changes.length), limit: '0' } as const;
  const kept = unknown.map((what) => `its ${what} are others, and it kept none to compare with`);
  const named = changes.map(
    ({ key, before, after }) => `${key} ${before ?? '(none)'} → ${after ?? '(none)'}`,
  );
  return [
    {
      ...control,
      status: changes.length > 0 ? 'HOLD' : 'WARN',
      detail: `not as in the last released run, ${runId} of ${period}: ${[...named, ...kept].join('; ')}`,
    },
  ];
}
