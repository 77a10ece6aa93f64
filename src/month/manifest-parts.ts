import { MANIFEST_FORMAT, type PartnerCount } from '../archive/manifest.js';
import type { PaidRun } from '../archive/open-run.js';
import type { ControlFile } from '../registry/control-file.js';
import type { InputFile } from '../registry/load.js';
import { SOFTWARE } from '../version.js';
import { identify } from './identity.js';
import type { Figures } from './measure.js';
import type { Basis } from './month.js';
import type { RunRequest } from './request.js';

/** The part of the manifest that says what the run was made of. */
export function head(
  request: RunRequest,
  basis: Basis,
  control: ControlFile | null,
  inputs: readonly InputFile[],
) {
  const { prior, supplement } = basis;
  const named = ({ runId, seal }: PaidRun) => ({ run_id: runId, seal });
  const supplements = prior?.supplements ?? [];
  return {
    format: MANIFEST_FORMAT,
    programme: request.configuration.programme,
    period: request.period,
    kind: supplement === null ? 'regular' : 'supplementary',
    run_id: identify(
      request,
      inputs.map((one) => ({ path: one.name, sha256: one.sha256 })),
      control,
      basis,
    ),
    prior: prior === null ? null : named(prior),
    ...(supplements.length === 0 ? {} : { prior_supplements: supplements.map(named) }),
    ...(supplement === null
      ? {}
      : {
          supplement: {
            number: supplement.number,
            regular: named(supplement.regular),
            earlier: supplement.earlier.map(named),
          },
        }),
    software: SOFTWARE,
    rules: { sha256: request.rules.sha256 },
    configuration: { sha256: request.configuration.sha256 },
    inputs: [
      ...inputs.map((input) => ({
        path: input.name,
        sha256: input.sha256,
        content_sha256: input.contentSha256,
        bytes: input.bytes,
        rows: input.rows,
      })),
      ...(control === null
        ? []
        : [
            {
              path: 'control.csv',
              sha256: control.sha256,
              content_sha256: control.sha256,
              bytes: control.bytes,
              rows: control.count,
            },
          ]),
    ],
  } as const;
}

/** The part of the manifest that says what the run came to. */
export function body(
  figures: Figures,
  rows: { readonly households: number; readonly members: number },
  priced: { readonly compositions: number; readonly aboveUsualMaximum: number },
  partners: readonly PartnerCount[],
) {
  const { entitlement, arrears, recovery, net, orders } = figures;
  return {
    counts: {
      ...rows,
      quarantined_rows: figures.rowsQuarantined + quarantinedOf(partners),
      compositions: priced.compositions,
      above_usual_maximum: priced.aboveUsualMaximum,
      decisions: figures.decisions,
      ...(partners.length === 0 ? {} : { partners }),
    },
    totals: { entitlement, arrears, recovery, net, orders },
    bridge: figures.bridge,
  };
}

function quarantinedOf(partners: readonly PartnerCount[]): number {
  return partners.reduce((sum, { unknown_person, untrusted }) => sum + unknown_person + untrusted, 0);
}
