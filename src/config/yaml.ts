import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  Composer,
  type CST,
  type Document,
  type ErrorCode,
  isScalar,
  type Node,
  Parser,
  Scalar,
  visit,
} from 'yaml';
import { invariant, OperatorError, systemCode } from '../domain/errors.js';
import { isBlank, printable } from '../domain/printable.js';

/** The largest YAML file read: a rules or configuration file is a few pages (the built-in rules: 7 kB). */
const LIMIT = 1 << 18;

/** The most mappings and lists in one another; a rules file has six. */
const MOST_DEEP = 20;
const TOO_DEEP = `more than ${MOST_DEEP} mappings and lists stand in one another; no key lies so deep, so take some of the brackets or dashes out`;
const NO_ALIAS =
  'anchors (&name) and aliases (*name) are not accepted; write the value out, or a text in quotes';
const NO_TAG = 'tags (!name) are not accepted; write the value without one, or a text in quotes';
const NO_KEY = 'a key is a text; here a list, a mapping or a tag stands for one';

/** What is said in place of the library, whose own words are for programmers. */
const PROBLEMS: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: NO_ALIAS,
  BAD_ALIAS: NO_ALIAS,
  MULTIPLE_ANCHORS: NO_ALIAS,
  MULTIPLE_TAGS: NO_TAG,
  TAG_RESOLVE_FAILED: NO_TAG,
  BAD_COLLECTION_TYPE: NO_TAG,
  BAD_PROP_ORDER: 'anchors (&name) and tags (!name) are not accepted; write the value without one',
  BAD_DIRECTIVE: 'a directive (%) is not accepted; take the line out',
  BAD_DQ_ESCAPE:
    'a backslash in double quotes begins no sign that is known; write \\\\, or use single quotes',
  BAD_INDENT:
    'the line does not begin in the column of those it belongs to, or a [ or { before it is not closed; align it, or close that',
  BAD_SCALAR_START: 'a text may not begin with this sign; set it in quotes',
  BLOCK_AS_IMPLICIT_KEY:
    'another key or list begins inside a value; give it a line of its own in the right column, or set a text with ": " in quotes',
  BLOCK_IN_FLOW:
    'inside [ ] or { } a comma is missing, or a value begins as it would outside; put that right',
  DUPLICATE_KEY: 'a key stands twice in one mapping; keep one',
  IMPOSSIBLE: 'the file cannot be read from here on; write this line again',
  KEY_OVER_1024_CHARS: 'a key has more than 1024 characters; is a colon or a line break missing?',
  MISSING_CHAR: 'a closing quote or bracket, a comma, a colon or a blank is missing up to here; add it',
  MULTILINE_IMPLICIT_KEY: 'a text stands where a key is expected; write "key: value", on one line',
  MULTIPLE_DOCS: 'a second document begins; take out what stands before it, or what follows',
  NON_STRING_KEY: NO_KEY,
  RESOURCE_EXHAUSTION: TOO_DEEP,
  TAB_AS_INDENT: 'a tab stands before what the line holds; indent with blanks',
  UNEXPECTED_TOKEN: 'what stands here belongs to nothing before it; take it out, or set the text in quotes',
};

/**
 * Reads a YAML file people write (rules, configuration). Scalars stay text, so that no amount passes
 * through a floating-point number; only null and booleans are given their meaning, and no key is. `name` is what
 * messages call the file. Where a value left blank may not stand for null, `written` is its key: it is then undefined, and
 * null only where that is written out. `bytes` are the file's, where they were read before. Throws OperatorError for a file
 * that cannot be read or is no YAML, with the place in it.
 */
export function readYaml(
  file: string | URL,
  kind: 'rules' | 'configuration',
  written?: string,
  bytes: Buffer = bytesOf(file, kind),
): { bytes: Buffer; document: unknown; name: string } {
  const name = typeof file === 'string' ? file : fileURLToPath(file);
  if (bytes.length > LIMIT) throw new OperatorError(`${name}: too large for a ${kind} file`);
  if (!isUtf8(bytes)) throw new OperatorError(`${name}: is not in UTF-8; save it in that encoding`);
  const text = bytes.toString('utf8').replace(/^\ufeff/, ''); // the mark some editors begin a file with
  const read = parsed(text);
  if ('problem' in read) throw new OperatorError(`${name}: ${placeIn(text, read.at)}: ${read.problem}`);
  if (written !== undefined) unsayBlank(read.document, written);
  return { bytes, document: read.document.toJS(), name };
}

/** A value of this key behind which nothing is written becomes undefined. The library takes it for null. */
function unsayBlank(document: Document, name: string): void {
  visit(document, {
    Pair: (_, pair) => {
      if (!isScalar(pair.key) || pair.key.value !== name) return;
      const { value } = pair;
      if (value === null || (isScalar(value) && value.value === null && value.source === ''))
        pair.value = new Scalar(undefined);
    },
  });
}

/** What is wrong with a text, and where: its place among the characters, from 0. */
type Wrong = { readonly at: number; readonly problem: string };

/**
 * The document, or what is wrong with it, in words. The library would compare each key with every other, and quote for
 * each error the line it is in, to its end: of a file of many keys or errors, for minutes.
 */
function parsed(text: string): { document: Document } | Wrong {
  const tokens = [...new Parser().parse(text)];
  const bad = control(text) ?? tooDeep(tokens);
  if (bad !== null) return bad;
  const composer = new Composer({
    schema: 'core',
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: true,
    resolveKnownTags: false,
    logLevel: 'error',
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !/:(int|float)$/.test(tag.tag)),
  });
  const [document, second] = composer.compose(tokens, true, text.length);
  invariant(document !== undefined, () => 'YAML: a text that makes no document');
  const wrong = refusedByLibrary(document) ?? refusedByUs(document);
  if (wrong !== null) return wrong;
  return second === undefined ? { document } : { at: second.range[0], problem: PROBLEMS.MULTIPLE_DOCS };
}

/** A place in words, for people: "line 3, column 1". */
function placeIn(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `line ${before.length}, column ${[...(before.at(-1) ?? '')].length + 1}`;
}

/** The first control that no text holds. */
function control(text: string): Wrong | null {
  const found = /(?![\t\n\r\u0085])\p{Cc}/u.exec(text);
  if (found === null) return null;
  return { at: found.index, problem: `${printable(found[0])} is no character of a text; take it out` };
}

/**
 * The first mapping or list that lies too deep, found before the library goes into it: it goes by calls in calls, and
 * where those fill the stack, the engine may end the process.
 */
function tooDeep(read: readonly CST.Token[]): Wrong | null {
  const tokens = read.map((token) => ({ token, depth: 0 }));
  for (const { token, depth } of tokens) {
    if (depth > MOST_DEEP) return { at: token.offset, problem: TOO_DEEP };
    for (const inner of insideOf(token))
      tokens.push({ token: inner, depth: 'items' in inner ? depth + 1 : depth });
  }
  return null;
}

/** What a token holds, one level down. */
function insideOf(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((one) => one != null));
}

function refusedByLibrary({ errors, warnings }: Document): Wrong | null {
  const [error] = [...errors, ...warnings];
  return error === undefined ? null : { at: error.pos[0], problem: PROBLEMS[error.code] };
}

/** The first alias, empty key, or key that is written twice. */
function refusedByUs(document: Document): Wrong | null {
  let wrong: Wrong | null = null;
  const refuse = (node: Node, problem: string) => {
    wrong = { at: node.range?.[0] ?? 0, problem };
    return visit.BREAK;
  };
  visit(document, {
    Alias: (_, alias) => refuse(alias, NO_ALIAS),
    Map: (_, { items }) => {
      const keys = new Set<string>();
      for (const { key } of items) {
        if (!isScalar<string>(key)) continue;
        const { value } = key;
        if (isBlank(value)) return refuse(key, 'a key is empty; give it its name');
        if (keys.has(value)) return refuse(key, `the key ${value} stands twice in one mapping; keep one`);
        keys.add(value);
      }
      return undefined;
    },
  });
  return wrong;
}

/** The bytes of a file that people write. Throws OperatorError for one that cannot be read. */
export function bytesOf(file: string | URL, kind: 'rules' | 'configuration'): Buffer {
  const name = typeof file === 'string' ? file : fileURLToPath(file);
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
