/**
 * How the backend came to be, commit by commit: which files each commit brings, and where an older or a worse version
 * of a file comes from. Dates are fixed, so that the ids are the same in every sandbox.
 */
export type HistoryCommit = {
  subject: string;
  date: string;
  author: string;
  /** Files or folders of template/backend as they are. */
  add: string[];
  /** A folder of template/overlays that is laid over the tree. */
  overlay?: string;
};

const MARTA = 'Marta Lindqvist <marta@replyx.example>';
const TOMAS = 'Tomas Keller <tomas@replyx.example>';

export const stableHistory: HistoryCommit[] = [
  {
    subject: 'Serve assistants and dialogs over HTTP',
    date: '2025-08-11T09:12:00+00:00',
    author: MARTA,
    add: [
      'gitignore',
      'README.md',
      'package.json',
      'server.mjs',
      'lib',
      'routes/health.mjs',
      'routes/assistants.mjs',
      'routes/dialogs.mjs',
    ],
    overlay: 'unpooled',
  },
  {
    subject: 'Answer Telegram webhooks',
    date: '2025-08-14T13:40:00+00:00',
    author: TOMAS,
    add: ['routes/telegram.mjs'],
  },
  {
    subject: 'Sign users in and keep their files',
    date: '2025-08-18T10:05:00+00:00',
    author: MARTA,
    add: ['routes/auth.mjs', 'routes/files.mjs'],
  },
  {
    subject: 'Let Alembic own the schema',
    date: '2025-08-23T09:30:00+00:00',
    author: TOMAS,
    add: [
      'alembic.ini',
      'alembic/env.py',
      'alembic/script.py.mako',
      'alembic/versions/202508230001_baseline.py',
      'database/__init__.py',
      'database/models.py',
    ],
  },
  {
    subject: 'Add the critical indexes and pgvector (phase 1)',
    date: '2025-08-23T15:02:00+00:00',
    author: TOMAS,
    add: ['alembic/versions/803b93aca2d2_critical_indexes.py'],
  },
  {
    subject: 'Watch query times and pool connections (phase 4)',
    date: '2025-08-24T11:20:00+00:00',
    author: MARTA,
    add: ['scripts', 'routes/metrics.mjs', 'database'],
  },
];

/** What can go out on top of the stable commit and hurts. Each brings the file by which it is recognised. */
export const releaseCommits = {
  bad: {
    subject: 'Lease one database session per worker',
    date: '2025-08-25T02:47:00+00:00',
    author: MARTA,
    add: [],
    overlay: 'bad',
    mark: 'lib/session-lease.mjs',
  },
  warmPools: {
    subject: "Keep every worker's pool open (phase 4)",
    date: '2025-08-25T02:20:00+00:00',
    author: TOMAS,
    add: [],
    overlay: 'warm-pools',
    mark: 'lib/warm-pool.mjs',
  },
  consolidation: {
    subject: 'Consolidate the migrations (phase 3)',
    date: '2025-08-25T01:40:00+00:00',
    author: TOMAS,
    add: [],
    overlay: 'consolidation',
    mark: 'alembic/versions/consolidated_002_telegram_bots.py',
  },
} satisfies Record<string, HistoryCommit & { overlay: string; mark: string }>;

export type Release = keyof typeof releaseCommits;
