/** A value as one word of a command that people type: in quotes where a shell would take it apart. */
export function quoted(value: string): string {
  return /^[\w./:=@+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
