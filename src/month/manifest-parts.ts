import {
  MANIFEST_FORMAT,
  type ManifestBody,
  type ManifestResidents,
  type PartnerCount,
} from '../archive/manifest.js';
import type { PaidRun } from '../archive/open-run.js';
import { amount, sum, toText } from '../domain/money.js';
import type { ControlFile } from '../registry/control-file.js';
import type { InputFile } from '../registry/load.js';
import { SOFTWARE } from '../version.js';
import { withoutHistoryPart } from './earlier-folders.js';
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
    ...withoutHistoryPart(basis),
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
        ...receivedAs(input),
        sha256: input.sha256,
        content_sha256: input.contentSha256,
        bytes: input.bytes,
        rows: input.rows,
      })),
      ...(control === null
        ? []
        : [
            {
              ...receivedAs(control),
              sha256: control.sha256,
              content_sha256: control.contentSha256,
              bytes: control.bytes,
              rows: control.count,
            },
          ]),
    ],
  } as const;
}

/** Under which name a file was received, and, of one in an archive, its name there. */
function receivedAs({ name, zipped }: Pick<InputFile, 'name' | 'zipped'>) {
  return zipped === null ? { path: name } : { path: zipped.archive, entry: zipped.entry };
}

/** The part of the manifest that says what the run came to: the families' figures, and what the residents add. */
export function body(
  families: Figures,
  residents: Figures | null,
  finals: ManifestBody['finals'] | null,
  priced: { readonly compositions: number; readonly aboveUsualMaximum: number },
  partners: readonly PartnerCount[],
) {
  const all = residents === null ? [families] : [families, residents];
  const total = (key: 'entitlement' | 'arrears' | 'recovery' | 'net') =>
    toText(sum(all.map((one) => amount(one.totals[key]))));
  const withFinals = (of: string) => toText(amount(of).plus(amount(finals?.net ?? '0')));
  const count = (of: (one: Figures) => number) => all.reduce((n, one) => n + of(one), 0);
  return {
    counts: {
      households: families.rows.households ?? 0,
      members: families.rows.members ?? 0,
      quarantined_rows: count((one) => one.rowsQuarantined) + quarantinedOf(partners),
      compositions: priced.compositions,
      above_usual_maximum: priced.aboveUsualMaximum,
      decisions: families.decisions.map(({ assessed, ...one }) => ({ ...one, households: assessed })),
      ...(partners.length === 0 ? {} : { partners }),
    },
    totals: {
      entitlement: total('entitlement'),
      arrears: withFinals(total('arrears')),
      recovery: total('recovery'),
      net: withFinals(total('net')),
      orders: count((one) => one.orders) + (finals?.payments ?? 0),
    },
    bridge: families.bridge,
    ...(residents === null ? {} : { residents: residentsPart(residents) }),
    ...(finals === null || finals === undefined ? {} : { finals }),
  };
}

function residentsPart({
  rows,
  rowsQuarantined,
  decisions,
  totals,
  orders,
  bridge,
}: Figures): ManifestResidents {
  const { monthly_aid = '0.00', capital_topup = '0.00', entitlement, arrears, recovery, net } = totals;
  return {
    rows: rows.residents ?? 0,
    quarantined_rows: rowsQuarantined,
    decisions: decisions.map(({ assessed, ...one }) => ({ ...one, residents: assessed })),
    totals: { monthly_aid, capital_topup, entitlement, arrears, recovery, net, orders },
    bridge,
  };
}

function quarantinedOf(partners: readonly PartnerCount[]): number {
  return partners.reduce((rows, { unknown_person, untrusted }) => rows + unknown_person + untrusted, 0);
}
