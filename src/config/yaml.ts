import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Document, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { OperatorError, systemCode } from '../domain/errors.js';

/** The largest YAML file read: a rules or configuration file is a few pages (the built-in rules: 7 kB). */
const LIMIT = 1 << 18;

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
  const { document, problem } = parsed(bytes.toString('utf8'));
  if (problem !== null) throw new OperatorError(`${name}: ${problem}`);
  try {
    return { bytes, document: document.toJS({ maxAliasCount: 0 }), name };
  } catch {
    throw new OperatorError(`${name}: aliases (*name) are not accepted; write the value out`);
  }
}

/**
 * The document and what is wrong with it, in words; null when nothing is. The library would compare each key with
 * every other, and quote for each error the line it is in, to its end: of a file of many keys or errors, for minutes.
 */
function parsed(text: string): { document: Document; problem: string | null } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !/:(int|float)$/.test(tag.tag)),
  });
  const place = (at: number) => {
    const { line, col } = lines.linePos(at);
    return `at line ${line}, column ${col}`;
  };
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) return { document, problem: `${error.message} ${place(error.pos[0])}` };
  const repeated = repeatedKey(document);
  return { document, problem: repeated === null ? null : `Map keys must be unique ${place(repeated)}` };
}

/** Where a mapping has a key for the second time; null when none has. */
function repeatedKey(document: Document): number | null {
  let at: number | null = null;
  visit(document, {
    Map: (_, { items }) => {
      const keys = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (keys.has(key.value)) {
          at = key.range?.[0] ?? 0;
          return visit.BREAK;
        }
        keys.add(key.value);
      }
      return undefined;
    },
  });
  return at;
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
