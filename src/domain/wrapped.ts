const WIDTH = 100;

/**
 * Breaks a long text into lines of at most `width` characters. The first is indented by `first`, the others by
 * `hanging`. Keeps the French " :" and " ;" with the word before them.
 */
export function wrapped(text: string, hanging = 2, first = 2, width = WIDTH): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ (?![:;→])/)) {
    const indent = lines.length === 0 ? first : hanging;
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(' '.repeat(indent) + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, ' '.repeat(lines.length === 0 ? first : hanging) + line];
}
