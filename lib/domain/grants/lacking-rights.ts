import type { Lack } from '@/lib/contracts/grants';
import { type Need, namesOf, type RightKind } from './needed-rights';
import type { OwnershipRow, RightsRows, RoleRow } from './rights-rows';
import { ownedDatabase, ownedRelation, quoted, shareOwnership } from './shared-owner';

/**
 * What a role lacks of what the procedures need, each with the statements that give exactly that. What is not there (an
 * index that is dropped already) asks for nothing.
 */
export function lackingRights(needs: readonly Need[], rows: RightsRows): Lack[] {
  return [
    ...lackingOwnership(needs, rows),
    ...lackingDatabase(needs, rows),
    ...lackingCreation(needs, rows),
    ...lackingReads(needs, rows),
    ...lackingCalls(needs, rows),
    ...lackingSettings(needs, rows),
    ...lackingOfServer(needs, rows.role),
  ];
}

const procedures = (needs: readonly Need[]): string => {
  const keys = [...new Set(needs.flatMap(({ by }) => by))].sort();
  return `${keys.length === 1 ? 'Procedure' : 'Procedures'} ${listed(keys)}`;
};
const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
const verb = (needs: readonly Need[], one: string, many: string) =>
  new Set(needs.flatMap(({ by }) => by)).size === 1 ? one : many;

function lackingOwnership(needs: readonly Need[], { ownership, role }: RightsRows): Lack[] {
  const rows = ownership.filter(({ is_owner }) => !is_owner);
  const names = new Set(rows.map(({ wanted }) => wanted));
  const concerned = needs.filter(({ kind, name }) => OWNING.includes(kind) && names.has(name));
  if (concerned.length === 0) return [];
  const sentence = `${procedures(concerned)} ${verb(concerned, 'changes', 'change')} what only an owner may change, and ${role.role} may not act as the owner of ${listed(relationWords(rows))}. Giving a table to another owner waits for everybody who uses it.`;
  return [{ key: 'ownership', sentence, statements: shareOwnership(rows.map(ownedRelation), role), isNeeded: true }];
}

/** A database's owner owns its schema public since PostgreSQL 15, and may drop whatever is in that. */
function lackingDatabase(needs: readonly Need[], { role }: RightsRows): Lack[] {
  const concerned = needs.filter(({ kind }) => kind === 'own-database');
  if (role.owns_database || concerned.length === 0) return [];
  const sentence = `${procedures(concerned)} ${verb(concerned, 'closes, renames or analyses', 'close, rename or analyse')} the whole database, which only its owner may, and ${role.role} may not act as the owner of ${role.database}. An owner may also drop whatever is in the schema public: leave this out where that procedure is not to be used.`;
  const statements = shareOwnership([ownedDatabase(role)], role, 'owns_with');
  return [{ key: 'database', sentence, statements, isNeeded: true }];
}
const OWNING: readonly RightKind[] = ['own-index', 'create-index', 'own-relation'];

const relationWords = (rows: readonly OwnershipRow[]) => [
  ...new Set(rows.map(({ schema_name, relation_name }) => `${schema_name}.${relation_name}`)),
];

function lackingCreation(needs: readonly Need[], { ownership, role }: RightsRows): Lack[] {
  const made = needs.filter(({ kind }) => kind === 'create-index');
  const rows = ownership.filter(({ wanted, may_create }) => !may_create && made.some(({ name }) => name === wanted));
  const schemas = [...new Set(rows.map(({ schema_name }) => schema_name))];
  if (schemas.length === 0) return [];
  const sentence = `${procedures(made)} ${verb(made, 'puts', 'put')} indexes back, and ${role.role} may not create anything in the schema ${listed(schemas)}.`;
  const statements = schemas.map(
    (schema) => `GRANT USAGE, CREATE ON SCHEMA ${quoted(schema)} TO ${quoted(role.role)};`,
  );
  return [{ key: 'creation', sentence, statements, isNeeded: true }];
}

/** What PostgreSQL guards a view of its own with, besides the view. */
const BEHIND: Record<string, string> = { pg_file_settings: 'pg_show_all_file_settings()' };

function lackingReads(needs: readonly Need[], { reads, ownership, role }: RightsRows): Lack[] {
  const owned = new Set(ownership.filter(({ is_owner }) => !is_owner).map(keyOf));
  // Whoever gets to act as the owner reads it as well.
  const rows = reads.filter((row) => (!row.may_read || !row.may_use_schema) && !owned.has(keyOf(row)));
  if (rows.length === 0) return [];
  const wanted = needs.filter(({ kind, name }) => kind === 'read' && rows.some((row) => row.wanted === name));
  const to = quoted(role.role);
  const schemas = [...new Set(rows.filter((row) => !row.may_use_schema).map(({ schema_name }) => schema_name))];
  const names = [...new Set(rows.map(keyOf))];
  const unread = rows.filter((row) => !row.may_read);
  const statements = [
    ...schemas.map((schema) => `GRANT USAGE ON SCHEMA ${quoted(schema)} TO ${to};`),
    ...new Set(unread.map((row) => `GRANT SELECT ON ${quoted(row.schema_name, row.relation_name)} TO ${to};`)),
    ...unread.flatMap(({ relation_name }) =>
      BEHIND[relation_name] ? [`GRANT EXECUTE ON FUNCTION pg_catalog.${BEHIND[relation_name]} TO ${to};`] : [],
    ),
  ];
  const sentence = `${procedures(wanted)} ${verb(wanted, 'reads', 'read')} what ${role.role} may not: ${listed(names)}.`;
  return [{ key: 'reading', sentence, statements, isNeeded: true }];
}

const keyOf = ({ schema_name, relation_name }: { schema_name: string; relation_name: string }) =>
  `${schema_name}.${relation_name}`;

function lackingCalls(needs: readonly Need[], { functions, role }: RightsRows): Lack[] {
  const rows = functions.filter(({ may_execute }) => !may_execute);
  if (rows.length === 0) return [];
  const wanted = needs.filter(({ kind, name }) => kind === 'call' && rows.some((row) => row.wanted === name));
  const sentence = `${procedures(wanted)} ${verb(wanted, 'calls', 'call')} what ${role.role} may not: ${listed(rows.map(({ identity }) => identity))}.`;
  const statements = rows.map(({ identity }) => `GRANT EXECUTE ON FUNCTION ${identity} TO ${quoted(role.role)};`);
  return [{ key: 'calls', sentence, statements, isNeeded: true }];
}

function lackingSettings(needs: readonly Need[], { parameters, role }: RightsRows): Lack[] {
  const names = parameters.filter(({ may_set }) => !may_set).map(({ wanted }) => wanted);
  if (names.length === 0) return [];
  const wanted = needs.filter(({ kind }) => kind === 'set');
  const sentence = `${procedures(wanted)} ${verb(wanted, 'changes', 'change')} settings of the server, and ${role.role} may not: ${listed(names)}.`;
  const list = names.map((name) => quoted(name)).join(', ');
  const statements = [`GRANT ALTER SYSTEM ON PARAMETER ${list} TO ${quoted(role.role)};`];
  return [{ key: 'settings', sentence, statements, isNeeded: true }];
}

type OfServer = {
  kind: RightKind;
  has: (role: RoleRow) => boolean;
  words: (role: string) => string;
  statement: (role: string) => string;
  isNeeded: boolean;
};
const OF_SERVER: readonly OfServer[] = [
  {
    kind: 'create-database',
    has: (role) => role.can_create_databases,
    words: (role) => `take a second database, and ${role} may not create or rename any.`,
    statement: (role) => `ALTER ROLE ${role} CREATEDB;`,
    isNeeded: true,
  },
  {
    kind: 'see-settings',
    has: (role) => role.sees_settings,
    words: (role) => `read settings of the server that are hidden from ${role}.`,
    statement: (role) => `GRANT "pg_read_all_settings" TO ${role};`,
    isNeeded: false,
  },
  {
    kind: 'see-sessions',
    has: (role) => role.sees_sessions,
    words: (role) => `wait for locks, and who holds them is hidden from ${role} where it is another role.`,
    statement: (role) => `GRANT "pg_read_all_stats" TO ${role};`,
    isNeeded: false,
  },
  {
    kind: 'end-sessions',
    has: (role) => role.can_end_sessions,
    words: (role) => `may have to end a session that is in the way, and ${role} ends its own only.`,
    statement: (role) => `GRANT "pg_signal_backend" TO ${role};`,
    isNeeded: false,
  },
];

function lackingOfServer(needs: readonly Need[], role: RoleRow): Lack[] {
  return OF_SERVER.flatMap(({ kind, has, words, statement, isNeeded }) => {
    const wanted = needs.filter((need) => need.kind === kind);
    if (wanted.length === 0 || has(role)) return [];
    const sentence = `The steps of ${procedures(wanted).toLowerCase()} ${words(role.role)}`;
    return [{ key: kind, sentence, statements: [statement(quoted(role.role))], isNeeded }];
  });
}

/** The relations and indexes whose owner has to be known. */
export const ownedNames = (needs: readonly Need[]) => ({
  indexes: namesOf(needs, 'own-index', 'create-index'),
  relations: namesOf(needs, 'own-relation'),
});
