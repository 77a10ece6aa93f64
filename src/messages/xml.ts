import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { OperatorError } from '../domain/errors.js';

/**
 * XML as a stream, for messages from outside. saxes checks that the text is well-formed and forgets each
 * element when it has been told: memory does not grow with the message. What no message of ours has need of is
 * refused: a doctype (and so every entity but the five), another encoding, an element without end, deep nesting.
 * (Of the parsers measured, saxes is the fastest by far: three times sax-wasm, six times sax.)
 */

/** Elements to be told, by name; `text` is one whose text is wanted. Everything else is passed over. */
export type Shape = { readonly [element: string]: Shape | 'text' };

export type Listener = {
  readonly shape: Shape;
  /** An element of the shape has begun. Paths leave out the root: "GrpHdr/MsgId". */
  readonly open?: (path: string) => void;
  /** An element whose text is wanted has ended. */
  readonly text: (path: string, text: string, currency: string) => void;
  readonly close?: (path: string) => void;
};

/** A wanted element, compiled: its path and its wanted children. */
type Node = { readonly path: string; readonly leaf: boolean; readonly children: ReadonlyMap<string, Node> };

const MOST_NESTED = 64;
/** Characters without an element beginning or ending: no text, tag or comment of a message is longer. */
const LONGEST_TOKEN = 1 << 20;
/** Characters of a wanted text, in however many pieces: the standard allows 500. */
const LONGEST_TEXT = 1 << 16;
const SLICE = 1 << 16;

export class XmlStream {
  private readonly parser = new SaxesParser({ xmlns: false });
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private readonly wanted: Node[] = [];
  private listener: Listener | null = null;
  private prefix = '';
  private namespace = '';
  /** How many elements are open, and how many of them within one that is passed over. */
  private depth = 0;
  private passed = 0;
  private characters = 0;
  private told = 0;
  private value = '';
  private currency = '';

  /**
   * @param name of the file, for what is refused
   * @param choose the listener for a root element's namespace; throws OperatorError for one it does not know
   */
  constructor(
    private readonly name: string,
    private readonly choose: (namespace: string) => Listener,
  ) {
    const { parser } = this;
    const seen = () => {
      this.told = this.characters;
    };
    parser.on('error', (error) => this.refuse(`not well-formed XML (${error.message})`));
    parser.on('xmldecl', (declaration) => {
      const encoding = declaration.encoding ?? 'UTF-8';
      if (!/^(utf-8|us-ascii)$/i.test(encoding)) this.refuse(`written in ${encoding}; UTF-8 is expected`);
    });
    parser.on('doctype', () => this.refuse('it has a document type (DOCTYPE), which no message needs'));
    parser.on('comment', seen);
    parser.on('processinginstruction', seen);
    parser.on('opentag', (tag) => this.onOpen(tag));
    parser.on('text', (text) => this.onText(text));
    parser.on('cdata', (text) => this.onText(text));
    parser.on('closetag', () => this.onClose());
  }

  write(bytes: Buffer): void {
    for (let from = 0; from < bytes.length; from += SLICE) {
      const text = this.decode(bytes.subarray(from, from + SLICE));
      this.characters += text.length;
      this.parser.write(text);
      if (this.characters - this.told > LONGEST_TOKEN)
        this.refuse('a text or tag is longer than any message has');
    }
  }

  /** The end of the file; throws OperatorError when the message is cut short. */
  end(): void {
    this.decode();
    this.parser.close();
  }

  private decode(bytes?: Buffer): string {
    try {
      return bytes === undefined ? this.decoder.decode() : this.decoder.decode(bytes, { stream: true });
    } catch {
      return this.refuse('not UTF-8');
    }
  }

  private onOpen(tag: SaxesTagPlain): void {
    this.told = this.characters;
    if (++this.depth > MOST_NESTED) this.refuse(`elements nested more than ${MOST_NESTED} deep`);
    if (this.depth === 1) this.onRoot(tag);
    else if (this.passed > 0) this.passed++;
    else {
      const child = this.wanted.at(-1)?.children.get(this.localName(tag));
      if (child === undefined) this.passed = 1;
      else {
        this.wanted.push(child);
        if (child.leaf) {
          this.value = '';
          this.currency = tag.attributes.Ccy ?? '';
        } else this.listener?.open?.(child.path);
      }
    }
  }

  private onRoot(tag: SaxesTagPlain): void {
    const colon = tag.name.indexOf(':');
    this.prefix = tag.name.slice(0, colon + 1);
    const declared = colon < 0 ? 'xmlns' : `xmlns:${tag.name.slice(0, colon)}`;
    this.namespace = tag.attributes[declared] ?? '';
    if (tag.name.slice(colon + 1) !== 'Document')
      this.refuse(`its root element is ${tag.name.slice(0, 80)}, not Document`);
    this.listener = this.choose(this.namespace);
    this.wanted.push(compile(this.listener.shape, ''));
  }

  /** The element's name without the root's prefix; "" for one that is of another namespace. */
  private localName(tag: SaxesTagPlain): string {
    const { name, attributes } = tag;
    if (this.prefix !== '') return name.startsWith(this.prefix) ? name.slice(this.prefix.length) : '';
    return (attributes.xmlns ?? this.namespace) === this.namespace ? name : '';
  }

  private onText(text: string): void {
    this.told = this.characters;
    if (this.passed === 0 && this.wanted.at(-1)?.leaf === true) {
      this.value += text;
      if (this.value.length > LONGEST_TEXT) this.refuse('a text is longer than any message has');
    }
  }

  private onClose(): void {
    this.told = this.characters;
    this.depth--;
    if (this.passed > 0) {
      this.passed--;
      return;
    }
    const node = this.wanted.pop();
    if (node === undefined) return;
    if (node.leaf) this.listener?.text(node.path, this.value.trim(), this.currency);
    else this.listener?.close?.(node.path);
  }

  private refuse(problem: string): never {
    throw new OperatorError(
      `${this.name}: ${problem}; nothing of it was recorded. Ask the institution for it again`,
    );
  }
}

function compile(shape: Shape, path: string): Node {
  const children = new Map<string, Node>();
  for (const [element, below] of Object.entries(shape)) {
    const own = path === '' ? element : `${path}/${element}`;
    children.set(element, compile(below === 'text' ? {} : below, own));
    if (below === 'text') children.set(element, { path: own, leaf: true, children: new Map() });
  }
  return { path, leaf: false, children };
}
