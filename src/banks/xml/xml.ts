import { isUtf8 } from 'node:buffer';
import { OperatorError } from '../../domain/errors.js';
import { type Namespaces, namespaceOf, namespacesOf, prefixesWithin } from './namespaces.js';
import { compile, type Listener, type Node, type Shape } from './xml-shape.js';
import {
  checkInstruction,
  declaredEncoding,
  endName,
  FORBIDDEN,
  fault,
  localName,
  owned,
  type Prefixes,
  parseTag,
  prefixesOf,
  shown,
  type Tag,
  tagEnd,
  withReferences,
  XmlFault,
} from './xml-syntax.js';

/**
 * XML as a stream, for messages from outside: tags are found in blocks of the file and told to a listener, and
 * nothing is kept of an element that has ended, so that memory does not grow with the message. The text must be
 * well-formed, to its last byte. What no message of ours has need of is refused as soon as it is met: a doctype
 * (and so every entity but XML's own five), another encoding, a token without end, deep nesting, elements
 * without number that say nothing.
 * It is our own: saxes, the only other strict streaming reader, takes 1.8 to 2.2 times its processor time.
 */

const MOST_NESTED = 64;
/** Bytes of a tag, a text or a comment: no message has longer ones. */
const LONGEST_TOKEN = 1 << 20;
/** Characters of a wanted text, in however many pieces: the standard allows 500. */
const LONGEST_TEXT = 1 << 16;
/** Elements in a row of which the listener learns nothing: a transaction has some hundred. */
const MOST_SAYING_NOTHING = 100_000;
const SLICE = 1 << 18;
/** Tags recur: as many as this are parsed but once. */
const MOST_REMEMBERED = 1000;

const GREATER = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const NEWLINE = 0x0a;

export class XmlStream {
  private readonly wanted: Node[] = [];
  /** Names of the open elements. */
  private readonly stack: string[] = [];
  private readonly tags = new Map<string, Tag>();
  private readonly shapes = new Map<Shape, Node>();
  private listener: Listener | null = null;
  private namespace = '';
  /** How many elements are open around the Document in hand, and it; 0 outside a Document. */
  private within = 0;
  private documents = 0;
  private root = '';
  /** Namespaces by prefix, of each open element outside a Document. */
  private readonly scopes: (Namespaces | null)[] = [];
  /** Of each wanted element: the prefixes that stand for the root's namespace in it. */
  private readonly prefixes: (Prefixes | null)[] = [];
  /** How many of the open elements are passed over. */
  private passed = 0;
  private sayingNothing = 0;
  /** Bytes after the last ">", and the characters of a token that is not whole yet. */
  private bytes: Buffer = Buffer.alloc(0);
  private rest = '';
  private begun = false;
  /** The block at hand has references, or "]]>", somewhere. */
  private references = false;
  private ends = false;
  private value = '';
  private currency = '';

  /**
   * @param name of the file, for what is refused
   * @param choose the listener for a Document's namespace, or null for an element that only has this name. Throws
   *   OperatorError for a message it does not know
   * @param ended a Document has ended
   * @param mayDeclare which encodings other than UTF-8 the declaration may name: those the bytes were taken from
   */
  constructor(
    private readonly name: string,
    private readonly choose: (namespace: string, isRoot: boolean) => Listener | null,
    private readonly ended: () => void = () => undefined,
    private readonly mayDeclare: (encoding: string) => boolean = () => false,
  ) {}

  /** The message said something: elements may follow again. */
  progress(): void {
    this.sayingNothing = 0;
  }

  write(bytes: Buffer): void {
    for (let from = 0; from < bytes.length; from += SLICE) {
      const slice = bytes.subarray(from, from + SLICE);
      const last = slice.lastIndexOf(GREATER) + 1;
      if (last > 0) {
        this.read(Buffer.concat([this.bytes, slice.subarray(0, last)]));
        this.bytes = Buffer.from(slice.subarray(last));
      } else this.bytes = Buffer.concat([this.bytes, slice]);
      if (this.bytes.length + this.rest.length > LONGEST_TOKEN)
        this.refuse('a text or tag is longer than any message has');
    }
  }

  /** The end of the file; throws OperatorError when the message is cut short. */
  end(): void {
    this.read(this.bytes);
    this.attempt(() => {
      const open = this.stack.at(-1);
      if (open !== undefined) fault(`it ends within <${shown(open)}>`);
      if (this.root === '') fault('it has no element');
      if (/[^ \t\r\n]/.test(this.rest)) fault('something follows its end');
    });
    if (this.documents === 0)
      this.refuse(`its root element is ${shown(this.root)}, and no Document of ISO 20022 stands in it`);
  }

  /** A block that ends with ">", or the file's last: no character is cut by its end. */
  private read(block: Buffer): void {
    if (!isUtf8(block)) this.refuse('not UTF-8');
    const text = this.rest + block.toString('utf8');
    this.attempt(() => {
      if (FORBIDDEN.test(text)) fault('a control character');
      this.references = text.includes('&');
      this.ends = text.includes(']]>');
      this.rest = text.slice(this.scan(text));
    });
  }

  private attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof XmlFault) this.refuse(error.message);
      throw error;
    }
  }

  /** Reports what is in the text; returns where the first token begins that is not whole. */
  private scan(text: string): number {
    let at = 0;
    for (;;) {
      const less = text.indexOf('<', at);
      if (less < 0) return at;
      // Mostly nothing, or a line break, is between two tags.
      if (less > at + 1 || (less === at + 1 && (text.charCodeAt(at) !== NEWLINE || !this.begun)))
        this.onText(text.slice(at, less));
      const kind = text.charCodeAt(less + 1);
      let end: number;
      if (kind === SLASH) end = this.endTag(text, less);
      else if (kind === BANG) end = this.declaration(text, less);
      else if (kind === QUESTION) end = this.instruction(text, less);
      else end = this.startTag(text, less);
      if (end < 0) return less;
      this.begun = true;
      at = end;
    }
  }

  /** Each of these returns where what begins at `less` has ended; -1 when its end is not there yet. */
  private startTag(text: string, less: number): number {
    const end = text.indexOf('>', less);
    if (end < 0) return -1;
    let inner = text.slice(less + 1, end);
    let tag = this.tags.get(inner);
    if (tag === undefined) {
      const greater = tagEnd(text, less + 1);
      if (greater < 0) return -1;
      inner = text.slice(less + 1, greater);
      tag = parseTag(inner);
      if (this.tags.size < MOST_REMEMBERED && inner.length < 256 && greater === end)
        this.tags.set(owned(inner), tag);
      this.onOpen(tag);
      return greater + 1;
    }
    this.onOpen(tag);
    return end + 1;
  }

  private endTag(text: string, less: number): number {
    const { stack } = this;
    const name = stack[stack.length - 1];
    if (name !== undefined) {
      const end = less + 2 + name.length;
      if (text.charCodeAt(end) === GREATER && text.startsWith(name, less + 2)) {
        this.onClose();
        return end + 1;
      }
    }
    const end = text.indexOf('>', less);
    if (end < 0) return -1;
    const found = endName(text.slice(less + 2, end));
    if (found !== name)
      fault(`</${shown(found)}> where ${name === undefined ? 'nothing' : `<${shown(name)}>`} is open`);
    this.onClose();
    return end + 1;
  }

  /** A comment, [15], or character data, [18]. */
  private declaration(text: string, less: number): number {
    if (text.startsWith('<!DOCTYPE', less))
      this.refuse('it has a document type (DOCTYPE), which no message needs');
    if (text.startsWith('<!--', less)) {
      const end = text.indexOf('--', less + 4);
      if (end < 0 || end + 2 >= text.length) return -1;
      if (text.charCodeAt(end + 2) !== GREATER) fault('"--" in a comment');
      return end + 3;
    }
    if (text.startsWith('<![CDATA[', less)) {
      if (this.stack.length === 0) fault('text outside its root element');
      const end = text.indexOf(']]>', less + 9);
      if (end < 0) return -1;
      this.keep(text.slice(less + 9, end));
      return end + 3;
    }
    // All of it may not be there yet: "<![CDA".
    return text.length - less < 9 && !text.includes('>', less) ? -1 : fault('"<!"');
  }

  private instruction(text: string, less: number): number {
    const end = text.indexOf('?>', less + 2);
    if (end < 0) return -1;
    const inner = text.slice(less + 2, end);
    if (this.begun || !/^xml[ \t\r\n]/.test(inner)) checkInstruction(inner);
    else {
      const encoding = declaredEncoding(inner);
      if (!/^(utf-8|us-ascii)$/i.test(encoding) && !this.mayDeclare(encoding))
        this.refuse(
          `written in ${shown(encoding)}; UTF-8, UTF-16, ISO-8859-1, ISO-8859-15 or windows-1252 is expected`,
        );
    }
    return end + 2;
  }

  private onOpen(tag: Tag): void {
    const { stack } = this;
    stack.push(tag.name);
    if (stack.length > MOST_NESTED) this.refuse(`elements nested more than ${MOST_NESTED} deep`);
    if (++this.sayingNothing > MOST_SAYING_NOTHING)
      this.refuse(`more than ${MOST_SAYING_NOTHING} elements in a row that say nothing`);
    if (this.within > 0) this.descend(tag);
    else this.onOutside(tag);
    if (tag.empty) this.onClose();
  }

  private descend(tag: Tag): void {
    if (this.passed > 0) {
      this.passed++;
      return;
    }
    const around = this.prefixes[this.prefixes.length - 1] ?? null;
    const prefixes = tag.attributes.size === 0 ? around : prefixesOf(tag, this.namespace, around);
    const child = this.wanted[this.wanted.length - 1]?.children.get(localName(tag.name, prefixes));
    if (child === undefined) {
      this.passed++;
      return;
    }
    this.wanted.push(child);
    this.prefixes.push(prefixes);
    if (child.leaf) {
      this.value = '';
      this.currency = tag.attributes.get('Ccy') ?? '';
    } else this.listener?.open?.(child.path);
  }

  /** An element outside a Document: of an envelope, a business header, or the Document itself. */
  private onOutside(tag: Tag): void {
    const { stack } = this;
    const isRoot = stack.length === 1;
    if (isRoot) {
      if (this.root !== '') fault(`<${shown(tag.name)}> follows its end`);
      this.root = tag.name;
    }
    const scope = namespacesOf(tag, this.scopes[this.scopes.length - 1] ?? null);
    this.scopes.push(scope);
    const colon = tag.name.indexOf(':');
    if (tag.name.slice(colon + 1) !== 'Document') return;
    this.namespace = namespaceOf(tag.name, scope);
    const listener = this.choose(this.namespace, isRoot);
    if (listener === null) return;
    this.listener = listener;
    this.documents++;
    this.within = stack.length;
    this.wanted.push(this.shapeOf(listener));
    this.prefixes.push(prefixesWithin(scope, this.namespace));
  }

  /** A shape is compiled once: a file may hold very many Documents. */
  private shapeOf({ shape }: Listener): Node {
    const known = this.shapes.get(shape);
    if (known !== undefined) return known;
    const node = compile(shape);
    this.shapes.set(shape, node);
    return node;
  }

  /** Text between tags, [14]. */
  private onText(text: string): void {
    if (this.stack.length === 0 && /[^ \t\r\n]/.test(text)) fault('text outside its root element');
    if (this.ends && text.includes(']]>')) fault('"]]>" in a text');
    this.keep(this.references ? withReferences(text) : text);
    this.begun = true;
  }

  private keep(text: string): void {
    if (this.passed > 0 || this.wanted[this.wanted.length - 1]?.leaf !== true) return;
    this.value = this.value === '' ? text : this.value + text;
    if (this.value.length > LONGEST_TEXT) this.refuse('a text is longer than any message has');
  }

  private onClose(): void {
    const { stack } = this;
    stack.pop();
    if (this.passed > 0) {
      this.passed--;
      return;
    }
    if (this.within === 0) {
      this.scopes.pop();
      return;
    }
    const node = this.wanted.pop();
    this.prefixes.pop();
    if (node === undefined) return;
    if (node.leaf) {
      const text = this.value.trim();
      this.value = '';
      // Of an element that has other elements within, blanks between them are no text.
      if (node.children.size === 0 || text !== '') this.listener?.text(node.path, text, this.currency);
      return;
    }
    this.listener?.close?.(node.path);
    if (stack.length < this.within) this.onDocumentEnd();
  }

  private onDocumentEnd(): void {
    this.within = 0;
    this.scopes.pop();
    this.listener = null;
    this.ended();
  }

  private refuse(problem: string): never {
    throw new OperatorError(
      `${this.name}: ${problem}; nothing of it was recorded. Ask the institution for it again`,
    );
  }
}
