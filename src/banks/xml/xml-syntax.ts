/**
 * The rules of XML 1.0 (fifth edition) for what is between "<" and ">", and for references. Productions are
 * cited by number. What breaks one throws XmlFault, which says what.
 */
export class XmlFault extends Error {}

export function fault(problem: string): never {
  throw new XmlFault(`not well-formed XML (${problem})`);
}

export type Tag = {
  readonly name: string;
  /** Names after the element's. */
  readonly attributes: ReadonlyMap<string, string>;
  /** `<a/>`: it ends where it begins. */
  readonly empty: boolean;
};

/** Characters outside production [2], as far as valid UTF-8 can hold them. */
export const FORBIDDEN = /[^\t\n\r -\ufffd]/;

// [4], [4a]
const NAME_START =
  ':A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}\\u{200D}\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}';
const NAME = `[${NAME_START}][-.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}\\u{2040}${NAME_START}]*`;
const BLANK = '[ \\t\\r\\n]';

const ELEMENT = new RegExp(`^${NAME}`, 'u');
// [41], [25], [10]
const ATTRIBUTE = new RegExp(`${BLANK}+(${NAME})${BLANK}*=${BLANK}*(?:"([^"<]*)"|'([^'<]*)')`, 'uy');
const TAIL = new RegExp(`^${BLANK}*$`);
const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map();

/** A start tag, [40], or that of an empty element, [44], from what is between "<" and ">". */
export function parseTag(inner: string): Tag {
  const empty = inner.endsWith('/');
  const tag = empty ? inner.slice(0, -1) : inner;
  const name = ELEMENT.exec(tag)?.[0];
  if (name === undefined) fault(`no name in <${shown(inner)}>`);
  if (name.length === tag.length) return { name, attributes: NO_ATTRIBUTES, empty };
  const attributes = new Map<string, string>();
  let at = name.length;
  for (;;) {
    ATTRIBUTE.lastIndex = at;
    const found = ATTRIBUTE.exec(tag);
    if (found === null) break;
    const [, attribute = '', double, single] = found;
    if (attributes.has(attribute)) fault(`attribute ${shown(attribute)} twice in <${shown(name)}>`);
    attributes.set(attribute, withReferences(double ?? single ?? ''));
    at = ATTRIBUTE.lastIndex;
  }
  if (!TAIL.test(tag.slice(at))) fault(`<${shown(inner)}>`);
  return { name, attributes, empty };
}

/**
 * What an element's own tag says of prefixes ("" for none, where a namespace is the default): whether each is one of
 * the message's namespace. Of the others, the element around it says. Never copied: a tag may declare thousands.
 */
export type Prefixes = {
  readonly own: ReadonlyMap<string, boolean>;
  readonly around: Prefixes | null;
};

/**
 * The prefixes under which `namespace` is known within an element, from those of the element around it.
 * Namespaces in XML 1.0, 6.1 and 6.2: a declaration counts from its own tag on.
 */
export function prefixesOf({ attributes }: Tag, namespace: string, around: Prefixes | null): Prefixes | null {
  const own = new Map<string, boolean>();
  for (const [name, value] of attributes) {
    if (name === 'xmlns' || name.startsWith('xmlns:'))
      own.set(name.slice('xmlns:'.length), value === namespace);
  }
  return own.size === 0 ? around : { own, around };
}

/** An element's name without its prefix; "" when that is none of the `prefixes`. */
export function localName(name: string, prefixes: Prefixes | null): string {
  const colon = name.indexOf(':');
  const prefix = colon < 0 ? '' : name.slice(0, colon);
  for (let one = prefixes; one !== null; one = one.around) {
    const known = one.own.get(prefix);
    if (known !== undefined) return known ? name.slice(colon + 1) : '';
  }
  return '';
}

/** The name in an end tag, [42]: it may be followed by blanks. */
export function endName(inner: string): string {
  let end = inner.length;
  while (end > 0 && isBlank(inner.charCodeAt(end - 1))) end--;
  return inner.slice(0, end);
}

/** Production [3]. */
function isBlank(one: number): boolean {
  return one === 0x20 || one === 0x09 || one === 0x0a || one === 0x0d;
}

// [23], [26], [80], [32]
const DECLARATION =
  /^xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.\d+"|'1\.\d+')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"([A-Za-z][\w.-]*)"|'([A-Za-z][\w.-]*)'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*$/;
const INSTRUCTION = new RegExp(`^(${NAME})(?:${BLANK}|$)`, 'u');

/** The encoding that an XML declaration names; UTF-8 when it names none. `inner` is what is between "<?" and "?>". */
export function declaredEncoding(inner: string): string {
  const found = DECLARATION.exec(inner);
  if (found === null) fault('its XML declaration');
  return found[1] ?? found[2] ?? 'UTF-8';
}

/** A processing instruction, [16], says nothing to us; "xml" is no name for one, [17]. */
export function checkInstruction(inner: string): void {
  const target = INSTRUCTION.exec(inner)?.[1];
  if (target === undefined || target.toLowerCase() === 'xml') fault(`<?${shown(inner)}?>`);
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Text with its references, [66] to [68], replaced. Only the five entities of XML itself are known. */
export function withReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]*)(;?)/g, (_, reference: string, end: string) => {
    const known = end === ';' ? (characterOf(reference) ?? ENTITIES.get(reference)) : undefined;
    return known ?? fault(`&${shown(reference)}; is no entity of XML`);
  });
}

/** Of "#65" or "#x41"; null for a reference that is none to a character of [2]. */
function characterOf(reference: string): string | null {
  const [, decimal, hexadecimal] = /^#(?:([0-9]{1,8})|x([0-9a-fA-F]{1,8}))$/.exec(reference) ?? [];
  if (decimal === undefined && hexadecimal === undefined) return null;
  const point = decimal === undefined ? Number(`0x${hexadecimal}`) : Number(decimal);
  if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return null;
  const character = String.fromCodePoint(point);
  return FORBIDDEN.test(character) ? null : character;
}

/** Of what the file says, as much as fits in a line. */
export function shown(text: string): string {
  return text.slice(0, 80).replace(/[^\x20-\x7e\u00a0-\uffff]+/g, ' ');
}

/** A text of its own: a slice would hold the whole block it was cut from. */
export function owned(text: string): string {
  return Buffer.from(text).toString();
}

/** Where the tag that begins at `at` ends: at the first ">" outside quotes; -1 when not in this text. */
export function tagEnd(text: string, at: number): number {
  let quote = 0;
  for (let i = at; i < text.length; i++) {
    const one = text.charCodeAt(i);
    if (quote !== 0) {
      if (one === quote) quote = 0;
    } else if (one === 0x22 || one === 0x27) quote = one;
    else if (one === 0x3e) return i;
    else if (one === 0x3c) fault('"<" in a tag');
  }
  return -1;
}
