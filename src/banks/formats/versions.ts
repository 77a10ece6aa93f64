/**
 * Versions of ISO 20022 messages, as in their namespaces. The elements that are read have the same shape in all these
 * versions, and in their national editions, which have their own namespaces.
 */
const FIRST_AND_LAST = {
  'pain.002': [3, 14],
  'camt.052': [2, 13],
  'camt.053': [2, 13],
  'camt.054': [2, 13],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;
export type MessageName = keyof typeof FIRST_AND_LAST;

/** What a namespace names, without its prefix: "pain.002.001.03", "pain.002.001.03.ch.02". */
export type NamedMessage = {
  readonly name: string;
  /** Null for a message, or a version of it, that is not read. */
  readonly message: MessageName | null;
};

const FORM = /^([a-z]{4}\.\d{3})\.\d{3}\.(\d{2})(?:\.[a-z]{2,3}\.\d{2})?$/;

/** Returns the message that a namespace names: its last part, whatever comes before it. */
export function messageOf(namespace: string): NamedMessage {
  const last = namespace.slice(
    Math.max(...[':', '/', '$', '#'].map((sign) => namespace.lastIndexOf(sign))) + 1,
  );
  const name = last.endsWith('.xsd') ? last.slice(0, -'.xsd'.length) : last;
  const [, base = '', version = ''] = FORM.exec(name) ?? [];
  if (!isMessage(base)) return { name, message: null };
  const [first, latest] = FIRST_AND_LAST[base];
  const within = Number(version) >= first && Number(version) <= latest;
  return { name, message: within ? base : null };
}

function isMessage(base: string): base is MessageName {
  return Object.hasOwn(FIRST_AND_LAST, base);
}

/** The versions of a message that are read, in words. */
export function versionsOf(message: MessageName): string {
  const [first, latest] = FIRST_AND_LAST[message];
  const two = (version: number) => String(version).padStart(2, '0');
  return `${message}.001.${two(first)} to .${two(latest)}`;
}
