import { slipFile } from '../../archive/folders.js';
import type { Manifest } from '../../archive/manifest.js';
import { amount, sum, toText } from '../../domain/money.js';

/** What is sent to an institution, as its transfer slip says. */
export type TransferTotals = {
  readonly provider: string;
  readonly files: number;
  readonly orders: number;
  /** Dirhams. */
  readonly total: string;
  /** Path of the slip in the run's folder, and its hash; null in a run of a version that wrote none. */
  readonly slip: string | null;
  readonly sha256: string | null;
};

/** What a run sends, an institution each, by code. */
export function transfersOf({ files }: Pick<Manifest, 'files'>): TransferTotals[] {
  const orderFiles = files.filter((file) => file.orders !== undefined);
  const providerOf = (path: string) => path.split('/')[1] ?? '';
  const providers = [...new Set(orderFiles.map((file) => providerOf(file.path)))].sort();
  return providers.map((provider) => {
    const own = orderFiles.filter((file) => providerOf(file.path) === provider);
    const slip = files.find((file) => file.path === slipFile(provider));
    return {
      provider,
      files: own.length,
      orders: own.reduce((n, file) => n + (file.orders ?? 0), 0),
      total: toText(sum(own.map((file) => amount(file.total ?? '0')))),
      slip: slip?.path ?? null,
      sha256: slip?.sha256 ?? null,
    };
  });
}
