/** A part of what a programme pays: a column of its register, in dirhams. */
export type Component = {
  readonly column: string;
  /** Paid every month while the facts last, or once. */
  readonly group: 'monthly' | 'one-off';
  /** In English; the languages of explanations have words of their own. */
  readonly label: string;
};

/** A value for each of some columns, in their order. */
export function byColumn<Column extends string, Value>(
  columns: readonly Column[],
  of: (column: Column) => Value,
): Readonly<Record<Column, Value>> {
  return Object.fromEntries(columns.map((column) => [column, of(column)])) as Record<Column, Value>;
}

/** SQL: the sum of some components' columns. Null where a part is null. */
export function sumOf(components: readonly Component[], group?: Component['group']): string {
  const summed = components.filter((one) => group === undefined || one.group === group);
  return summed.map((one) => one.column).join(' + ');
}

/** SQL: an amount as the decision has it (column `amount`): the beneficiary's own, 0, or nothing. */
export function asDecided(amount: string): string {
  return `CAST(CASE amount WHEN 'own' THEN ${amount} WHEN 'zero' THEN 0 END AS DECIMAL(12,2))`;
}
