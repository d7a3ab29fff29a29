type Effects = {
  /** What it locks in the database, in a sentence; absent where it locks nothing that people wait for. */
  lock?: string;
  /** Others wait for that lock to read or to write. */
  isBlocking?: true;
  /** What users notice, in a sentence. */
  notice: string;
};

const RELOAD: Effects = { notice: 'Workers are swapped one by one: answers may be slower for some seconds.' };
const RESTART: Effects = { notice: 'A short gap: calls fail for some seconds, until it answers again.' };
const STOP: Effects = { notice: 'What it serves is down until it is started again.' };
const START: Effects = { notice: 'What it serves comes back within some seconds.' };
const MIGRATE: Effects = {
  lock: 'Each table that the migrations change is locked against reading and writing, from its first change until the last one is committed.',
  isBlocking: true,
  notice: 'Calls that need one of those tables wait meanwhile.',
};
const FILES: Effects = { notice: 'Nothing yet: what runs goes on as it is until it is reloaded.' };
const RESTORE: Effects = {
  lock: 'Every table that it fills is locked until it is done.',
  isBlocking: true,
  notice: 'The database that it fills cannot be used meanwhile.',
};
const OF_SERVICES = { reload: RELOAD, restart: RESTART, stop: STOP, delete: STOP, kill: STOP, start: START } as const;

/** By program and, where that decides, its verb; `*` is any. */
const PROGRAMS: Record<string, Record<string, Effects>> = {
  pm2: OF_SERVICES,
  systemctl: OF_SERVICES,
  supervisorctl: OF_SERVICES,
  pg_ctl: OF_SERVICES,
  pg_ctlcluster: OF_SERVICES,
  alembic: {
    downgrade: MIGRATE,
    upgrade: MIGRATE,
    stamp: { notice: 'Nothing: only the note of the revision changes.' },
    revision: FILES,
  },
  git: { checkout: FILES, revert: FILES, apply: FILES, commit: FILES },
  pg_restore: { '*': RESTORE },
  psql: { '*': RESTORE },
  pg_dump: {
    '*': {
      lock: 'Reading and writing go on; changes of a table’s structure wait until the dump is done.',
      notice: 'Nothing, but that the server is busier while it reads.',
    },
  },
};
/** Where a program may stand behind sudo, env, node and the like. */
const LOOKED_AT = 8;

/** What a command does to the database and to users, by the program that it starts; null where nobody knows that here. */
export function commandEffects(argv: readonly string[]): Effects | null {
  for (const [at, word] of argv.slice(0, LOOKED_AT).entries()) {
    const program = word.slice(word.lastIndexOf('/') + 1).replace(/\.(js|mjs|cjs)$/, '');
    if (!Object.hasOwn(PROGRAMS, program)) continue;
    const verbs = PROGRAMS[program] as Record<string, Effects>;
    const verb = argv.slice(at + 1).find((given) => Object.hasOwn(verbs, given));
    const found = verbs[verb ?? '*'];
    if (found) return found;
  }
  return null;
}
