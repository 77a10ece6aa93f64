/** A BIC or an id of an institution as they are compared: in capital letters; a BIC of a head office by its first eight. */
export function institutionName(text: string): string {
  const name = text.replaceAll(' ', '').toUpperCase();
  return /^[A-Z0-9]{8}X{3}$/.test(name) ? name.slice(0, 8) : name;
}
