import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isList, type Json } from '../domain/canonical.js';
import { systemCode, unreadable } from '../domain/errors.js';
import { checked, fits } from '../domain/schema.js';
import { MANIFEST_FILE, MANIFEST_FORMAT, type Manifest, manifestText, sealOf } from './manifest.js';
import { manifestSchema } from './manifest-schema.js';

/**
 * Reads a run's manifest and proves its seal: the text must be the one text of what it says, and the seal
 * that of everything else, and every key that it must have is there. `manifest` is null when it cannot be
 * trusted, and `problem` says why. Throws OperatorError where it may not be read, which is no fault of it.
 */
export function readManifest(
  folder: string,
):
  | { readonly manifest: Manifest; readonly problem: '' }
  | { readonly manifest: null; readonly problem: string } {
  const path = join(folder, MANIFEST_FILE);
  const bad = (problem: string) => ({ manifest: null, problem: `${MANIFEST_FILE} ${problem}` }) as const;
  let bytes: Buffer;
  try {
    if (!lstatSync(path).isFile()) return bad('is no plain file');
    bytes = readFileSync(path);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return bad('is missing');
    throw unreadable(error, path) ?? error;
  }
  let value: Json;
  try {
    value = JSON.parse(bytes.toString('utf8'));
    if (!Buffer.from(manifestText(value)).equals(bytes)) return bad('is not written as it was sealed');
  } catch {
    return bad('is no manifest');
  }
  if (value === null || typeof value !== 'object' || isList(value)) return bad('is no manifest');
  const { seal, ...body } = value;
  if (body.format !== MANIFEST_FORMAT)
    return bad(`is of format ${JSON.stringify(body.format ?? null)}, not ${MANIFEST_FORMAT}`);
  if (typeof seal !== 'string' || sealOf(body) !== seal) return bad('does not bear the seal of what it says');
  if (fits(manifestSchema, value)) return { manifest: value, problem: '' };
  const found = checked(manifestSchema, value);
  if (!('problem' in found)) return bad('is no manifest');
  return { manifest: null, problem: `${MANIFEST_FILE}: ${found.key}: ${found.problem}` };
}
