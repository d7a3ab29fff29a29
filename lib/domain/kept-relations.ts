/** One row of sql/preflight/dependents.sql, as far as the plan needs it. */
export type Dependent = { kind: string; identity: string; statement: string | null };
export type Relation = { schema: string; name: string };

/** What sql/preflight/dependents.sql says in its first column of these objects; it answers no row where there are none. */
export function dependentsSummary(dependents: readonly Dependent[]): string {
  if (dependents.length === 0) return 'no row';
  const words = dependents.map(({ kind, identity }) => `${kind} ${identity}`);
  return `${words.length}: ${words.sort(byCodePoints).join('; ')}`;
}

/** As the server sorts with the collation "C". */
function byCodePoints(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** Those that are still there once the others have gone. */
export function without(dependents: readonly Dependent[], gone: readonly Dependent[]): Dependent[] {
  return dependents.filter(({ kind, identity }) => !gone.some((one) => one.kind === kind && one.identity === identity));
}

/** A view or a materialized view: what pg_dump keeps; all else is kept as statements. */
export function isView({ kind }: Dependent): boolean {
  return kind === 'view' || kind === 'materialized view';
}

/**
 * One pattern for `pg_dump --table` that names exactly these relations. In it quotes take every character as it is, and
 * brackets and bars between quoted names are alternatives. It names every relation in every schema of the list; the caller
 * makes sure that no other relation is meant by that (`crossRelations`).
 */
export function dumpPattern(relations: readonly Relation[]): string {
  const alternatives = (names: string[]) => {
    const quoted = [...new Set(names)].map(quote);
    return quoted.length === 1 ? (quoted[0] as string) : `(${quoted.join('|')})`;
  };
  return `${alternatives(relations.map(({ schema }) => schema))}.${alternatives(relations.map(({ name }) => name))}`;
}

/** Relations that the pattern would name besides those that are meant, if there are any of that name. */
export function crossRelations(relations: readonly Relation[]): Relation[] {
  const names = relations.flatMap(({ schema }) => relations.map(({ name }) => ({ schema, name })));
  const isMeant = (one: Relation) => relations.some(({ schema, name }) => schema === one.schema && name === one.name);
  return names.filter((one) => !isMeant(one));
}

/** "public.log", or with quotes where a name needs them: as SQL reads it. */
export function qualifiedName({ schema, name }: Relation): string {
  return [schema, name].map((part) => (/^[a-z_][a-z0-9_]*$/.test(part) ? part : quote(part))).join('.');
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** The two parts of a name as the catalogue writes an object's identity: each quoted only where it has to be. */
export function parseIdentity(identity: string): Relation | null {
  const part = '("(?:[^"]|"")+"|[^".]+)';
  const [, schema, name] = new RegExp(`^${part}\\.${part}$`).exec(identity) ?? [];
  const plain = (text: string) => (text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);
  return schema === undefined || name === undefined ? null : { schema: plain(schema), name: plain(name) };
}

/**
 * What psql reads to put a dump and the statements kept beside it back, in one transaction. A dump empties the search
 * path, and the statements name things as the console sees them.
 */
export function putBackScript(file: string, statements: readonly string[]): string {
  return [`\\i ${file}`, 'reset search_path;', ...statements, ''].join('\n');
}
