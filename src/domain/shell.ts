/** A value as one word of a command that people type: in quotes where a shell would take it apart. */
export function quoted(value: string): string {
  return /^[\w./:=@+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** Flags of a command that people type, each with its value; those without one are left out. */
export function flagsOf(given: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(given).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag} ${quoted(value)}`],
  );
}
