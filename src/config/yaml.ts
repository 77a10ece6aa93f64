import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';
import { OperatorError, systemCode } from '../domain/errors.js';

/** The largest YAML file read: a rules or configuration file is a few pages. */
const LIMIT = 1 << 20;

/**
 * Reads a YAML file people write (rules, configuration). Scalars stay text, so that no amount passes
 * through a floating-point number; only null and booleans are given their meaning. `name` is what messages
 * call the file. Throws OperatorError for a file that cannot be read or is no YAML.
 */
export function readYaml(
  file: string | URL,
  kind: 'rules' | 'configuration',
): { bytes: Buffer; document: unknown; name: string } {
  const name = typeof file === 'string' ? file : fileURLToPath(file);
  const bytes = read(name, kind);
  if (bytes.length > LIMIT) throw new OperatorError(`${name}: too large for a ${kind} file`);
  const parsed = parseDocument(bytes.toString('utf8'), {
    schema: 'core',
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !/:(int|float)$/.test(tag.tag)),
  });
  const [error] = [...parsed.errors, ...parsed.warnings];
  if (error) throw new OperatorError(`${name}: ${error.message.split('\n')[0]}`);
  try {
    return { bytes, document: parsed.toJS({ maxAliasCount: 0 }), name };
  } catch {
    throw new OperatorError(`${name}: aliases (*name) are not accepted; write the value out`);
  }
}

function read(name: string, kind: string): Buffer {
  try {
    return readFileSync(name);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') throw new OperatorError(`${name}: no such ${kind} file`);
    if (code === 'EISDIR')
      throw new OperatorError(`${name}: a ${kind} file is expected here, and this is a folder`);
    if (code === 'EACCES' || code === 'EPERM') throw new OperatorError(`${name}: may not be read`);
    throw error;
  }
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
