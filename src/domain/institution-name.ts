/** A BIC or an id of an institution as they are compared: in capital letters; a BIC of a head office without its XXX. */
export function institutionName(text: string): string {
  const name = text.replaceAll(' ', '').toUpperCase();
  return /^[A-Z0-9]{8}XXX$/.test(name) ? name.slice(0, 8) : name;
}
