/** What a listener wants of a message: the elements it names, and nothing else. */

/**
 * Elements to be told, by name; `text` is one whose text is wanted. An element of which both the text and elements within
 * are wanted has its own text under the name "". Everything else is passed over.
 */
export type Shape = { readonly [element: string]: Shape | 'text' };

export type Listener = {
  readonly shape: Shape;
  /** An element of the shape has begun. Paths leave out the Document: "GrpHdr/MsgId". */
  readonly open?: (path: string) => void;
  /** An element whose text is wanted has ended. */
  readonly text: (path: string, text: string, currency: string) => void;
  readonly close?: (path: string) => void;
};

/** A wanted element, compiled: its path and its wanted children. */
export type Node = {
  readonly path: string;
  readonly leaf: boolean;
  readonly children: ReadonlyMap<string, Node>;
};

/** The shape of the root element's content. */
export function compile(shape: Shape, path = ''): Node {
  const children = new Map<string, Node>();
  for (const [element, below] of Object.entries(shape)) {
    if (element === '') continue;
    const own = path === '' ? element : `${path}/${element}`;
    children.set(element, compile(below === 'text' ? { '': 'text' } : below, own));
  }
  return { path, leaf: '' in shape, children };
}
