import {
  type Column,
  type Constraint,
  dropColumn,
  dropTable,
  newSchema,
  presetName,
  renameColumn,
  renameIndex,
  renameTable,
  type Schema,
  type Table,
} from './schema-model';
import { type Node, namesIn, type SqlTree } from './sql-policy-tree';

/** Statements that leave tables, columns, keys and indexes as they are. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(
  `TransactionStmt InsertStmt UpdateStmt DeleteStmt SelectStmt CommentStmt CreateExtensionStmt VariableSetStmt GrantStmt
  CreateFunctionStmt CreateTrigStmt CreateSeqStmt AlterSeqStmt CreateEnumStmt TruncateStmt VacuumStmt`.split(/\s+/),
);
type Read = (schema: Schema, statement: Node) => boolean;

const READERS: Record<string, Read> = {
  CreateStmt: readCreateTable,
  AlterTableStmt: readAlterTable,
  IndexStmt: readCreateIndex,
  ViewStmt: (schema, statement) => Boolean(schema.views.add(relationOf(statement.view))),
  DropStmt: readDrop,
  RenameStmt: readRename,
};

/**
 * The schema that a script of DDL leaves behind on an empty database, as Alembic renders one with --sql. Statements that
 * are not understood are named in `unread`: then what is worked out is not the whole truth.
 */
export function schemaFromDdl(tree: SqlTree): Schema {
  const schema = newSchema();
  for (const { stmt } of tree.stmts ?? []) {
    const [tag = 'nothing', statement] = Object.entries(stmt ?? {})[0] ?? [];
    if (WITHOUT_EFFECT.has(tag)) continue;
    const read = Object.hasOwn(READERS, tag) ? READERS[tag] : undefined;
    if (!read?.(schema, statement as Node)) schema.unread.push(tag);
  }
  return schema;
}

const relationOf = (node: unknown) => String((node as { relname?: string } | undefined)?.relname ?? '');
const listOf = (value: unknown) => (Array.isArray(value) ? (value as Record<string, Node>[]) : []);

function readCreateTable(schema: Schema, statement: Node): boolean {
  const name = relationOf(statement.relation);
  if ('inhRelations' in statement || 'ofTypename' in statement) return false;
  if (schema.tables.has(name)) return statement.if_not_exists === true;
  const table: Table = { columns: new Map(), constraints: [] };
  schema.tables.set(name, table);
  return listOf(statement.tableElts).every(({ ColumnDef, Constraint: constraint }) => {
    if (ColumnDef) return addColumn(name, table, ColumnDef);
    return constraint !== undefined && addConstraint(name, table, constraint, []);
  });
}

const SERIAL: Record<string, string> = { serial: 'int4', bigserial: 'int8', smallserial: 'int2' };

function typeOf(definition: Node): string {
  const { names, arrayBounds } = (definition.typeName ?? {}) as Node;
  const name = namesIn(names).at(-1) ?? '';
  return `${arrayBounds ? '_' : ''}${SERIAL[name] ?? name}`;
}

function addColumn(name: string, table: Table, definition: Node): boolean {
  const isSerial = (namesIn(((definition.typeName ?? {}) as Node).names).at(-1) ?? '') in SERIAL;
  const column: Column = { type: typeOf(definition), isRequired: isSerial };
  table.columns.set(String(definition.colname), column);
  return listOf(definition.constraints).every(({ Constraint: constraint }) => {
    if (constraint?.contype === 'CONSTR_NOTNULL' || constraint?.contype === 'CONSTR_IDENTITY') column.isRequired = true;
    return constraint !== undefined && addConstraint(name, table, constraint, [String(definition.colname)]);
  });
}

const KINDS: Record<string, Constraint['kind']> = {
  CONSTR_PRIMARY: 'primary key',
  CONSTR_UNIQUE: 'unique',
  CONSTR_FOREIGN: 'foreign key',
};

/** Checks, defaults and the like are not compared: the catalogue keeps their text in other words. */
function addConstraint(name: string, table: Table, node: Node, own: string[]): boolean {
  const kind = KINDS[String(node.contype)];
  if (kind === undefined) return true;
  if ('indexname' in node) return false;
  const given = namesIn(kind === 'foreign key' ? node.fk_attrs : node.keys);
  const columns = given.length > 0 ? given : own;
  const target = kind === 'foreign key' ? relationOf(node.pktable) : '';
  table.constraints.push({ name: String(node.conname ?? presetName(name, kind, columns)), kind, columns, target });
  return true;
}

type Alter = (schema: Schema, name: string, table: Table, command: Node) => boolean;

const ALTERATIONS: Record<string, Alter> = {
  AT_AddColumn: (_, name, table, { def }) => addColumn(name, table, (def as { ColumnDef: Node }).ColumnDef),
  AT_DropColumn(schema, name, table, command) {
    dropColumn(schema, name, table, String(command.name));
    return true;
  },
  AT_AlterColumnType: (_, _name, table, { name, def }) =>
    changeColumn(table, name, { type: typeOf((def as { ColumnDef: Node }).ColumnDef) }),
  AT_SetNotNull: (_, _name, table, { name }) => changeColumn(table, name, { isRequired: true }),
  AT_DropNotNull: (_, _name, table, { name }) => changeColumn(table, name, { isRequired: false }),
  AT_AddConstraint: (_, name, table, { def }) =>
    addConstraint(name, table, (def as { Constraint: Node }).Constraint, []),
  AT_DropConstraint(_, _name, table, command) {
    table.constraints = table.constraints.filter(({ name }) => name !== command.name);
    return true;
  },
  AT_ColumnDefault: () => true,
  AT_ChangeOwner: () => true,
  AT_ValidateConstraint: () => true,
};

function changeColumn(table: Table, name: unknown, over: Partial<Column>): boolean {
  const column = table.columns.get(String(name));
  return column !== undefined && Boolean(Object.assign(column, over));
}

function readAlterTable(schema: Schema, statement: Node): boolean {
  const name = relationOf(statement.relation);
  const table = schema.tables.get(name);
  if (statement.objtype !== 'OBJECT_TABLE' || !table) return false;
  return listOf(statement.cmds).every(({ AlterTableCmd: command }) => {
    const alter = ALTERATIONS[String(command?.subtype)];
    return command !== undefined && alter?.(schema, name, table, command) === true;
  });
}

function readCreateIndex(schema: Schema, statement: Node): boolean {
  const columns = listOf(statement.indexParams).flatMap(({ IndexElem }) =>
    IndexElem?.name ? [String(IndexElem.name)] : [],
  );
  const table = relationOf(statement.relation);
  const name = String(statement.idxname ?? [table, ...columns, 'idx'].join('_'));
  if (!schema.indexes.has(name)) schema.indexes.set(name, { table, columns });
  return true;
}

const DROPS: Record<string, (schema: Schema, name: string) => unknown> = {
  OBJECT_TABLE: dropTable,
  OBJECT_INDEX: (schema, name) => schema.indexes.delete(name),
  OBJECT_VIEW: (schema, name) => schema.views.delete(name),
  OBJECT_FUNCTION: () => undefined,
  OBJECT_TRIGGER: () => undefined,
  OBJECT_EXTENSION: () => undefined,
};

function readDrop(schema: Schema, statement: Node): boolean {
  const names = listOf(statement.objects).map((object) => namesIn(object.List?.items).at(-1) ?? '');
  const drop = DROPS[String(statement.removeType)];
  for (const name of names) drop?.(schema, name);
  return drop !== undefined;
}

function readRename(schema: Schema, statement: Node): boolean {
  const [relation, from, to] = [relationOf(statement.relation), String(statement.subname), String(statement.newname)];
  const table = schema.tables.get(relation);
  if (statement.renameType === 'OBJECT_INDEX') renameIndex(schema, relation, to);
  else if (!table) return false;
  else if (statement.renameType === 'OBJECT_TABLE') renameTable(schema, relation, to);
  else if (statement.renameType === 'OBJECT_COLUMN') renameColumn(schema, relation, table, from, to);
  else if (statement.renameType === 'OBJECT_TABCONSTRAINT')
    for (const constraint of table.constraints.filter(({ name }) => name === from)) constraint.name = to;
  else return false;
  return true;
}
