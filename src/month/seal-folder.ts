import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  MANIFEST_FILE,
  type Manifest,
  type ManifestBody,
  type ManifestFile,
  manifestText,
  seal,
} from '../archive/manifest.js';
import { filesBelow } from '../archive/publish.js';
import type { ProviderFile } from '../banks/orders/orders.js';
import { diskFull } from '../domain/errors.js';
import { FILE_MODE } from '../domain/modes.js';
import { amount, toText } from '../domain/money.js';
import { sha256OfAll } from '../files/sha256-all.js';

/** Hashes the files in the folder, adds the list to the manifest, seals it and writes it there. */
export async function sealFolder(
  folder: string,
  body: Omit<ManifestBody, 'files'>,
  orderFiles: readonly ProviderFile[],
  rows: ReadonlyMap<string, number>,
): Promise<Manifest> {
  const orders = new Map(orderFiles.map((file) => [file.file, file]));
  const files: ManifestFile[] = [];
  const paths = filesBelow(folder);
  // The hash of an order file is of the bytes handed over.
  const own = paths.filter((path) => !orders.has(path));
  const hashes = await sha256OfAll(own.map((path) => join(folder, path)));
  const hashOf = new Map(own.map((path, i) => [path, hashes[i]]));
  for (const path of paths) {
    const order = orders.get(path);
    const full = join(folder, path);
    const { size } = statSync(full);
    // A disk that fills up may have taken only the first of the bytes handed over.
    if (order !== undefined && order.bytes !== size)
      throw diskFull(new Error(`${path}: ${size} of ${order.bytes} bytes are on disk`));
    const count = rows.get(path);
    files.push({
      path,
      sha256: order?.sha256 ?? hashOf.get(path) ?? '',
      bytes: size,
      ...(count === undefined ? {} : { rows: count }),
      ...(order === undefined
        ? {}
        : { orders: order.orders, total: toText(amount(String(order.centimes)).dividedBy(100)) }),
    });
  }
  const manifest = seal({ ...body, files });
  writeFileSync(join(folder, MANIFEST_FILE), manifestText(manifest), {
    flag: 'wx',
    mode: FILE_MODE,
  });
  return manifest;
}
