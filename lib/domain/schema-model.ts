/** A schema as far as it can be told from DDL and compared with the catalogue: names, types, keys, no expressions. */
export type Column = { type: string; isRequired: boolean };
export type Constraint = {
  name: string;
  kind: 'primary key' | 'unique' | 'foreign key';
  columns: string[];
  target: string;
};
export type Table = { columns: Map<string, Column>; constraints: Constraint[] };
export type Schema = {
  tables: Map<string, Table>;
  /** Each with its table and the columns that it names. */
  indexes: Map<string, { table: string; columns: string[] }>;
  views: Set<string>;
  /** Kinds of statements that may have changed it and were not understood. */
  unread: string[];
};

export function newSchema(): Schema {
  return { tables: new Map(), indexes: new Map(), views: new Set(), unread: [] };
}

/** What else is not there any more when a table goes. */
export function dropTable(schema: Schema, name: string): void {
  schema.tables.delete(name);
  for (const [index, { table }] of schema.indexes) if (table === name) schema.indexes.delete(index);
  for (const table of schema.tables.values())
    table.constraints = table.constraints.filter(({ target }) => target !== name);
}

/** With its constraints and indexes, as the server drops them along with it. */
export function dropColumn(schema: Schema, name: string, table: Table, column: string): void {
  table.columns.delete(column);
  table.constraints = table.constraints.filter(({ columns }) => !columns.includes(column));
  for (const [index, of] of schema.indexes)
    if (of.table === name && of.columns.includes(column)) schema.indexes.delete(index);
}

export function renameTable(schema: Schema, from: string, to: string): void {
  schema.tables = renamed(schema.tables, from, to);
  for (const index of schema.indexes.values()) if (index.table === from) index.table = to;
  for (const { constraints } of schema.tables.values())
    for (const constraint of constraints) if (constraint.target === from) constraint.target = to;
}

export function renameColumn(schema: Schema, name: string, table: Table, from: string, to: string): void {
  const put = (columns: string[]) => columns.map((column) => (column === from ? to : column));
  table.columns = renamed(table.columns, from, to);
  for (const constraint of table.constraints) constraint.columns = put(constraint.columns);
  for (const index of schema.indexes.values()) if (index.table === name) index.columns = put(index.columns);
}

export function renameIndex(schema: Schema, from: string, to: string): void {
  schema.indexes = renamed(schema.indexes, from, to);
}

function renamed<Value>(map: Map<string, Value>, from: string, to: string): Map<string, Value> {
  return new Map([...map].map(([key, value]) => [key === from ? to : key, value]));
}

/** A name that the server gives where the statement gives none. */
export function presetName(table: string, kind: Constraint['kind'], columns: readonly string[]): string {
  if (kind === 'primary key') return `${table}_pkey`;
  return [table, ...columns, kind === 'unique' ? 'key' : 'fkey'].join('_');
}

/** One line an object, the same words as sql/verify/schema-differences.sql makes of the catalogue. */
export function schemaItems(schema: Schema): string[] {
  const items: string[] = [];
  for (const [name, table] of schema.tables) {
    items.push(`table ${name}`);
    const keys = table.constraints.filter(({ kind }) => kind === 'primary key').flatMap(({ columns }) => columns);
    for (const [column, { type, isRequired }] of table.columns)
      items.push(`column ${name}.${column} ${type}${isRequired || keys.includes(column) ? ' not null' : ''}`);
    for (const { kind, columns, target } of table.constraints)
      items.push(`${kind} ${name} ${columns.join('+')}${target ? ` to ${target}` : ''}`);
  }
  for (const [index, { table }] of schema.indexes) items.push(`index ${index} on ${table}`);
  for (const view of schema.views) items.push(`view ${view}`);
  return items.sort();
}
