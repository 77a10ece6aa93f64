import type { Prefixes, Tag } from './xml-syntax.js';

/**
 * The namespaces that prefixes stand for outside a Document, where each may be another message's. Namespaces in XML 1.0,
 * 6.1 and 6.2: a declaration counts from its own tag on. Never copied: a tag may declare thousands.
 */
export type Namespaces = {
  readonly own: ReadonlyMap<string, string>;
  readonly around: Namespaces | null;
  /** For each namespace asked for: which of the prefixes stand for it. */
  readonly asked: Map<string, Prefixes>;
};

export function namespacesOf({ attributes }: Tag, around: Namespaces | null): Namespaces | null {
  const own = new Map<string, string>();
  for (const [name, value] of attributes) {
    if (name === 'xmlns' || name.startsWith('xmlns:')) own.set(name.slice('xmlns:'.length), value);
  }
  return own.size === 0 ? around : { own, around, asked: new Map() };
}

/** The namespace of an element of this name; "" for none. */
export function namespaceOf(name: string, scope: Namespaces | null): string {
  const colon = name.indexOf(':');
  const prefix = colon < 0 ? '' : name.slice(0, colon);
  for (let one = scope; one !== null; one = one.around) {
    const known = one.own.get(prefix);
    if (known !== undefined) return known;
  }
  return '';
}

/** A file has Documents of few namespaces. */
const MOST_ASKED = 16;

/** Which prefixes stand for `namespace` here. */
export function prefixesWithin(scope: Namespaces | null, namespace: string): Prefixes | null {
  if (scope === null) return null;
  const known = scope.asked.get(namespace);
  if (known !== undefined) return known;
  const own = new Map<string, boolean>();
  for (const [prefix, value] of scope.own) own.set(prefix, value === namespace);
  const prefixes: Prefixes = { own, around: prefixesWithin(scope.around, namespace) };
  if (scope.asked.size >= MOST_ASKED) scope.asked.clear();
  scope.asked.set(namespace, prefixes);
  return prefixes;
}
