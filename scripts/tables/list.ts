import { readdirSync } from 'node:fs';
import type { Table } from '#sarf/tables/table.js';

/** Every declared table, by file of src/tables/ and in the order of its declaration. */
export async function declaredTables(): Promise<{ readonly file: string; readonly table: Table }[]> {
  const folder = new URL('.', import.meta.resolve('#sarf/tables/table.js'));
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.js') && name !== 'table.js')
    .sort();
  const found: { file: string; table: Table }[] = [];
  for (const file of files) {
    const exported: Readonly<Record<string, unknown>> = await import(new URL(file, folder).href);
    for (const one of Object.values(exported))
      if (isTable(one)) found.push({ file: file.replace(/\.js$/, '.ts'), table: one });
  }
  return found;
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && 'grain' in value && 'madeBy' in value;
}

/**
 * The declared tables as text: what each is for, a row of it, its maker, who drops it, its columns.
 * @param names those to be listed; all when there are none
 */
export async function listTables(names: readonly string[]): Promise<string> {
  const tables = await declaredTables();
  const unknown = names.filter((name) => !tables.some((one) => one.table.name === name));
  if (unknown.length > 0) return `no such table: ${unknown.join(', ')}\n`;
  return tables
    .filter((one) => names.length === 0 || names.includes(one.table.name))
    .map((one) => described(one.file, one.table))
    .join('\n');
}

function described(file: string, { name, kind, says, grain, columns, madeBy, droppedBy }: Table): string {
  const list = Object.entries(columns);
  const width = (of: (one: (typeof list)[number]) => string) =>
    Math.max(0, ...list.map((one) => of(one).length));
  const [names, types] = [width(([column]) => column), width(([, [type]]) => type)];
  return [
    `${name} (${kind}, declared in src/tables/${file})`,
    `  ${says}`,
    `  grain:   ${grain}`,
    `  made by: ${[madeBy].flat().join(', ')}`,
    `  dropped: ${droppedBy === null ? 'with the database' : `by ${[droppedBy].flat().join(', ')}`}`,
    ...list.map(([column, [type, means]]) => `    ${column.padEnd(names)}  ${type.padEnd(types)}  ${means}`),
    '',
  ].join('\n');
}
