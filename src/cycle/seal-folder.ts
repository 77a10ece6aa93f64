import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { amount, toText } from '../domain/money.js';
import type { ProviderFile } from '../orders/orders.js';
import type { Json } from '../seal/canonical.js';
import {
  MANIFEST_FILE,
  type Manifest,
  type ManifestBody,
  type ManifestFile,
  manifestText,
  seal,
} from '../seal/manifest.js';
import { sha256Of } from '../seal/sha256.js';
import { filesBelow } from './publish.js';

/** Hashes what stands in the folder, adds the list to the manifest, seals it and writes it there. */
export async function sealFolder(
  folder: string,
  body: Omit<ManifestBody, 'files'>,
  orderFiles: readonly ProviderFile[],
  rows: ReadonlyMap<string, number>,
): Promise<Manifest> {
  const orders = new Map(orderFiles.map((file) => [file.file, file]));
  const files: ManifestFile[] = [];
  for (const path of filesBelow(folder)) {
    const order = orders.get(path);
    const full = join(folder, path);
    const count = rows.get(path);
    files.push({
      path,
      sha256: order?.sha256 ?? (await sha256Of(full)),
      bytes: statSync(full).size,
      ...(count === undefined ? {} : { rows: count }),
      ...(order === undefined
        ? {}
        : { orders: order.orders, total: toText(amount(String(order.centimes)).dividedBy(100)) }),
    });
  }
  const manifest = seal({ ...body, files });
  writeFileSync(join(folder, MANIFEST_FILE), manifestText(manifest as unknown as Json), {
    flag: 'wx',
    mode: 0o600,
  });
  return manifest;
}
