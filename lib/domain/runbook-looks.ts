/** Which facts a look puts into the plan, usable as `{name}` in the steps. */
type Facts = (given: Record<string, string | string[]>) => string[];
type Look = { arguments: readonly string[]; sees: string; facts: Facts };

const none: Facts = () => [];

/**
 * The looks that a procedure can ask for before approval, with the arguments each takes. `lib/server/runs/preflight/`
 * has one function a key; a runbook that names another is refused when it is loaded.
 */
export const LOOKS = {
  'target-fingerprint': { arguments: [], sees: 'the right server and database, and no standby', facts: none },
  tools: { arguments: ['tools'], sees: 'which of the tools are there, and how to get the others', facts: none },
  'git-clean': { arguments: [], sees: 'that the checkout has no uncommitted change', facts: none },
  'git-commit': {
    arguments: ['commit'],
    sees: 'that the commit is there and is not the one checked out, which it keeps',
    facts: () => ['previous_commit'],
  },
  'migrations-between': {
    arguments: ['commit', 'schema'],
    sees: 'whether migrations lie between, so that the schema has to go back first',
    facts: none,
  },
  'process-online': { arguments: ['process'], sees: 'whether pm2 lists the process as online', facts: none },
  endpoints: { arguments: ['endpoints'], sees: 'how the endpoints answer now', facts: none },
  'open-transactions': { arguments: [], sees: 'transactions that are open, and since when', facts: none },
  indexes: {
    arguments: ['indexes'],
    sees: 'existence, size, use, validity, constraints and owner of each index, and keeps its definition',
    facts: (given) => [...listOf(given.indexes).map(definitionFact), 'kept_indexes', 'kept_index_count'],
  },
  'remaining-indexes': {
    arguments: ['except'],
    sees: 'which idx_ indexes are there besides these, by their names, and what LIKE would match with them',
    facts: () => ['remaining_index_count', 'remaining_valid_indexes', 'remaining_valid_count'],
  },
  'table-locks': {
    arguments: ['tables'],
    sees: 'who holds locks on the tables, and prepared transactions',
    facts: none,
  },
  'old-snapshots': { arguments: [], sees: 'transactions that would hold up creating an index again', facts: none },
  'invalid-indexes': { arguments: [], sees: 'indexes that an interrupted statement left invalid', facts: none },
  'alembic-state': {
    arguments: ['from', 'to'],
    sees: 'one revision in the database, the file of each revision, one head, and what the downgrade would run',
    facts: () => ['alembic_revision'],
  },
  'alembic-first': {
    arguments: ['only', 'instead', 'from', 'to'],
    sees: 'that a way behind its back is taken only where the way with Alembic fails',
    facts: none,
  },
  connections: { arguments: [], sees: 'connections in use against those that can be opened', facts: none },
  disk: { arguments: [], sees: 'free space against the size of the database', facts: none },
  'vector-extension': {
    arguments: [],
    sees: 'whether the vector extension is there, and its version',
    facts: () => ['vector_extension'],
  },
  'read-times': {
    arguments: ['reads'],
    sees: "how long the application's own queries take now",
    facts: (given) => listOf(given.reads).map((read) => `${read}_ms`),
  },
  services: { arguments: [], sees: 'what pm2 keeps, and what of it is not online', facts: none },
  backup: {
    arguments: ['backup', 'branches'],
    sees: 'kind, size, age, hash and contents of a backup, which it reads to its end',
    facts: () => ['restored_by', 'backup_kind', 'backup_sha256', 'backup_digest', 'backup_objects'],
  },
  'last-resort': {
    arguments: ['signals', 'branches'],
    sees: 'whether anybody has reported what a last resort is for',
    facts: none,
  },
  'restore-databases': {
    arguments: ['remove'],
    sees: 'the right server, the database and what earlier restores have left of it',
    facts: () => [
      'live_database',
      'restored_database',
      'kept_database',
      'undone_database',
      'into_database',
      'removed_database',
      'template',
      'encoding',
      'lc_collate',
      'lc_ctype',
      'old_database_oid',
      'live_bytes',
    ],
  },
  'live-contents': {
    arguments: ['branches'],
    sees: 'which tables are in place now',
    facts: () => ['live_marker', 'live_objects', 'live_tables'],
  },
  'restore-space': {
    arguments: ['where', 'branches'],
    sees: 'free space against what a dump and a second database take',
    facts: none,
  },
  'script-processes': {
    arguments: ['scripts', 'stopping'],
    sees: 'exactly the processes that run one of the scripts, by id and start time',
    facts: () => ['script_pids', 'script_processes', 'script_count'],
  },
  cascade: {
    arguments: ['view', 'table', 'viewFile', 'tableFile'],
    sees: 'every object that goes when the view and the table are dropped with CASCADE, and keeps how it was made',
    facts: () => [...['view', 'table'].flatMap(cascadeFacts), 'table_rows'],
  },
  'system-settings': {
    arguments: ['settings'],
    sees: "each setting's value, source and context, the value after its reset, what stops being loaded, and mistakes",
    facts: (given) => [
      ...listOf(given.settings).flatMap((name) =>
        ['after', 'restored', 'own', 'kept', 'words_of'].map((what) => `${what}_${name}`),
      ),
      'kept_settings',
    ],
  },
  'client-connections': {
    arguments: [],
    sees: 'who would be cut off by a restart of the server',
    facts: () => ['client_words'],
  },
  'alembic-target': {
    arguments: ['revision'],
    sees: 'that the chosen revision lies below where the database is, and what the downgrade would run',
    facts: () => ['alembic_revision'],
  },
  'consolidated-files': {
    arguments: ['folder', 'revision'],
    sees: 'the exact files of the consolidated migrations, and whether Alembic has one head without them',
    facts: () => [
      'versions_folder',
      'consolidated_folder',
      'consolidated_files',
      'consolidated_aside',
      'consolidated_count',
      'consolidated_sums',
      'aside_sums',
    ],
  },
  'pool-change': {
    arguments: ['file', 'process'],
    sees: 'the exact change that takes the connection pool out, and whether the server has room without a pool',
    facts: () => ['head_commit', 'pool_patch', 'pool_blob_before', 'pool_blob_after'],
  },
  'maintenance-window': {
    arguments: ['when'],
    sees: 'which maintenance window of the target the plan is made for, or that it runs outside of one',
    facts: () => ['window_opens', 'window_closes', 'window_words'],
  },
  'extension-users': {
    arguments: ['extensions'],
    sees: 'what in the database uses the extensions, and the columns whose data would go with them',
    facts: none,
  },
  pooler: { arguments: [], sees: 'whether one connection is one backend, with no pooler between', facts: none },
  privileges: {
    arguments: [],
    sees: "whether the console's role may do what the plan's statements do",
    facts: none,
  },
  replication: {
    arguments: [],
    sees: 'standbys that are behind, and replication slots that nobody reads',
    facts: none,
  },
  'pool-at-commit': {
    arguments: ['file', 'commit'],
    sees: 'whether the commit has a connection pool',
    facts: none,
  },
  'expected-schema': {
    arguments: ['revision'],
    sees: 'which tables, columns, keys and indexes the migrations make up to the revision',
    facts: () => ['schema_present', 'schema_absent'],
  },
} as const satisfies Record<string, Look>;
export type LookKey = keyof typeof LOOKS;

/** Narrows a key from a runbook's file. */
export function isLookKey(key: string): key is LookKey {
  return Object.hasOwn(LOOKS, key);
}

/** The fact under which an index's definition is kept. */
export function definitionFact(index: string): string {
  return `definition_of_${index}`;
}

/** Names of the facts that a procedure's looks put into the plan. */
export function factsOf(looks: readonly { look: string; arguments: Record<string, string | string[]> }[]): string[] {
  return looks.flatMap(({ look, arguments: given }) => (isLookKey(look) ? LOOKS[look].facts(given) : []));
}

function listOf(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : [value].flat();
}

function cascadeFacts(prefix: string): string[] {
  return ['pattern', 'relations', 'dependents', 'dependent_count', 'put_back'].map((name) => `${prefix}_${name}`);
}
