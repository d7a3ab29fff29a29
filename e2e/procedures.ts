import { expect } from '@playwright/test';
import {
  askGit,
  backendProcess,
  countRelations,
  findMonitor,
  hasAllIndexes,
  isCheckedOutAsPrepared,
  listDumps,
  listIndexes,
  readDatabases,
  readRevision,
  readServerStart,
  readSettings,
} from './facts';
import { measureErrorRate, query, resetSandbox, switchFault } from './sandbox';

/** `value` as the terminal takes it; what the target itself lists is a radio on the screen, all else a select. */
export type Parameter = { key: string; title: string; value: string | (() => Promise<string>); isListed?: true };

/** One procedure as it is driven in the browser and from the terminal. */
export type Procedure = {
  key: string;
  title: string;
  promise: string;
  /** The way through it, where it is not the first that is possible. */
  branch?: { key: string; title: string };
  parameters?: Parameter[];
  /** What is broken first, where the procedure would find nothing to do on a sandbox that is well. */
  fault?: string;
  /** Whether the sandbox is already as the procedure expects to find it; else it is reset first. */
  isReady: () => Promise<boolean>;
  /** Asks the sandbox before the run, and returns what it has to say after it: no screen is taken at its word. */
  watch: () => Promise<() => Promise<void>>;
};

export const EMERGENCY_INDEXES = [
  'idx_knowledge_embeddings_ivfflat',
  'idx_messages_dialog_timestamp',
  'idx_assistants_user_active_created',
  'idx_dialogs_assistant_started',
  'idx_embeddings_assistant_importance',
  'idx_users_email_active',
  'idx_documents_user_upload_date',
  'idx_user_knowledge_assistant_importance',
];
const VECTOR_INDEXES = ['idx_knowledge_embeddings_hnsw', 'idx_knowledge_embeddings_ivfflat'];
const BEFORE = '202508230001';
const OPTIMISED = '803b93aca2d2';
const POOL = 'database/connection.py';

const isOptimised = async () =>
  (await hasAllIndexes()) && (await readRevision()) === OPTIMISED && (await isCheckedOutAsPrepared());
const countMonitoring = () => countRelations('performance_metrics', 'query_performance_log');
const readPool = () => askGit('show', `HEAD:${POOL}`);
const commitBefore = () => askGit('rev-parse', 'HEAD~1');
const countBadRows = async () =>
  (await query<{ n: number }>("SELECT count(*)::int AS n FROM assistants WHERE model ~ '^[0-9a-f]{12}$'"))[0]?.n;

/** In an order in which most find the sandbox as they need it; each looks for itself, and can be run alone. */
export const PROCEDURES: Procedure[] = [
  {
    key: '4.1',
    title: 'Monitoring',
    promise: 'stops the monitor and drops what it wrote to',
    parameters: [{ key: 'objects', title: 'The view and the table', value: 'drop' }],
    isReady: async () => findMonitor() !== undefined && (await countMonitoring()) === 2,
    watch: async () => async () => {
      expect(findMonitor()).toBeUndefined();
      expect(await countMonitoring()).toBe(0);
    },
  },
  {
    key: '4.2',
    title: 'Connection pooling',
    promise: 'takes the pool out by a commit of its own and reloads the backend',
    isReady: async () => (await readPool()).includes('poolclass=QueuePool'),
    watch: async () => {
      const [head, running] = [await askGit('rev-parse', 'HEAD'), backendProcess()];
      return async () => {
        expect(await askGit('rev-parse', 'HEAD^')).toBe(head);
        expect(await askGit('diff', '--name-only', 'HEAD^', 'HEAD')).toBe(POOL);
        expect(await askGit('status', '--porcelain')).toBe('');
        expect(await readPool()).toMatch(/poolclass=NullPool,\s+pool_pre_ping=False/);
        expect(await readPool()).not.toMatch(/pool_size|max_overflow/);
        expect(backendProcess(), 'the backend runs what was committed').not.toBe(running);
      };
    },
  },
  {
    key: '2.1',
    title: 'Vector indexes',
    promise: 'drops both vector indexes and no other',
    isReady: hasAllIndexes,
    watch: async () => {
      const before = await listIndexes();
      expect(before).toEqual(expect.arrayContaining(VECTOR_INDEXES));
      return async () => expect(await listIndexes()).toEqual(before.filter((name) => !VECTOR_INDEXES.includes(name)));
    },
  },
  {
    key: '2.2',
    title: 'pgvector configuration',
    promise: 'resets the three settings and restarts PostgreSQL',
    parameters: [{ key: 'when', title: 'When', value: 'now' }],
    isReady: async () => (await readSettings()).every((one) => one.isByAlterSystem),
    watch: async () => {
      const [before, started] = [await readSettings(), await readServerStart()];
      return async () => {
        const after = await readSettings();
        expect(after.map((one) => one.isByAlterSystem)).toEqual([false, false, false]);
        for (const [index, { setting }] of after.entries()) expect(setting).not.toBe(before[index]?.setting);
        expect(await readServerStart(), 'the server was restarted').not.toBe(started);
        expect(await measureErrorRate(1), 'the services found their way back').toBe(0);
      };
    },
  },
  {
    key: '3.1',
    title: 'Migration state',
    promise: 'downgrades to the revision from before the consolidation, and the bots answer again',
    fault: 'failing-telegram',
    parameters: [{ key: 'revision', title: 'Revision to go back to', value: OPTIMISED, isListed: true }],
    isReady: async () => (await readRevision()) === OPTIMISED,
    watch: async () => {
      expect(await readRevision()).not.toBe(OPTIMISED);
      expect(await countRelations('telegram_bots')).toBe(1);
      expect(await measureErrorRate(1), 'the bots fail').toBeGreaterThan(0);
      return async () => {
        expect(await readRevision()).toBe(OPTIMISED);
        expect(await countRelations('telegram_bots')).toBe(0);
        expect(await measureErrorRate(1)).toBe(0);
      };
    },
  },
  {
    key: '1.2',
    title: 'Index removal',
    promise: 'drops exactly its eight indexes without Alembic',
    branch: { key: 'emergency', title: 'Drop eight indexes one at a time' },
    fault: 'alembic-missing',
    isReady: isOptimised,
    watch: async () => {
      const before = await listIndexes();
      return async () => {
        const after = await listIndexes();
        expect(before.filter((name) => !after.includes(name))).toEqual(EMERGENCY_INDEXES.toSorted());
        expect(await readRevision(), 'Alembic was not touched').toBe(OPTIMISED);
      };
    },
  },
  {
    key: '1.3',
    title: 'Migration 803b93aca2d2',
    promise: 'takes the whole migration back and leaves the vector extension as it is',
    isReady: isOptimised,
    watch: async () => {
      const readExtension = () => query("SELECT extversion FROM pg_extension WHERE extname = 'vector'");
      const extension = await readExtension();
      return async () => {
        expect(await readRevision()).toBe(BEFORE);
        expect(await listIndexes()).toEqual([]);
        expect(await readExtension()).toEqual(extension);
      };
    },
  },
  {
    key: '1.4',
    title: 'Full database restore',
    promise: 'swaps the backup in, and keeps the old database and a dump of it',
    fault: 'corrupted-rows',
    isReady: async () => (await readDatabases()).kept.length === 0 && listDumps().length === 0,
    watch: async () => {
      const { live } = await readDatabases();
      expect(await countBadRows(), 'rows are corrupted').toBe(600);
      return async () => {
        expect(await countBadRows()).toBe(0);
        const after = await readDatabases();
        expect(after.live, 'another database has the name').not.toBe(live);
        expect(after.kept).toEqual([live]);
        expect(listDumps()).toEqual([expect.stringMatching(/^failed_state_backup_\d{8}_\d{6}\.sql$/)]);
        expect(await measureErrorRate(1), 'the services serve again').toBe(0);
      };
    },
  },
  {
    key: '5.1',
    title: 'Full system rollback',
    promise: 'rolls back phase after phase, and its driver decides in between',
    parameters: [
      { key: 'phase_3', title: 'Phase 3, migration consolidation', value: 'leave' },
      {
        key: 'p1_1_stable_commit',
        title: '1.1 Code deployment: Last stable commit',
        value: commitBefore,
        isListed: true,
      },
    ],
    // It needs all phases, so nothing less than the whole sandbox as it was prepared.
    isReady: async () => false,
    watch: async () => {
      const [commit, running] = [await commitBefore(), backendProcess()];
      return async () => {
        expect(findMonitor(), 'phase 4').toBeUndefined();
        expect(await listIndexes(), 'phases 2 and 1').toEqual([]);
        expect(await readRevision()).toBe(BEFORE);
        expect(await askGit('rev-parse', 'HEAD')).toBe(commit);
        expect(backendProcess(), 'the backend runs what is checked out').not.toBe(running);
        expect(await measureErrorRate(1)).toBe(0);
      };
    },
  },
];

/** The sandbox as the procedure needs it: reset where it is not, and broken where there has to be something to mend. */
export async function prepareSandbox({ isReady, fault }: Procedure): Promise<void> {
  if (!(await isReady().catch(() => false))) await resetSandbox();
  if (fault) await switchFault(fault, true);
}

export async function readValue({ value }: Parameter): Promise<string> {
  return typeof value === 'string' ? value : value();
}
