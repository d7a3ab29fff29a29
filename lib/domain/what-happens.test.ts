import { beforeAll, describe, expect, it } from 'vitest';
import type { RenderedStep, StepAction } from '@/lib/contracts/plan';
import { loadSqlParser, parseScript, parseSql } from '@/lib/server/runbooks/parse-sql';
import { commandEffects } from './command-effects';
import { summariseRuns, timeWords } from './similar-runs';
import { type RelationSeen, relationsTouched, whatHappens } from './what-happens';

beforeAll(loadSqlParser);

const SEEN = new Map<string, RelationSeen>([
  ['"idx_users_email_active"', { kind: 'i', table: 'users', bytes: 16_384, rows: 2_000 }],
  ['"dialogs"', { kind: 'r', table: null, bytes: 120_000_000, rows: 1_900_000 }],
  ['"performance_metrics"', { kind: 'v', table: null, bytes: 0, rows: null }],
]);

function step(action: StepAction, rest: Partial<RenderedStep> = {}): RenderedStep {
  return { effect: 'change', action, estimateMs: 30_000, ...rest } as RenderedStep;
}
const treeOf = (text: string) => {
  const parsed = parseSql(text);
  return parsed.verdict === 'parsed' ? parsed.tree : null;
};
const treeOfScript = (text: string) => {
  const parsed = parseScript(text);
  return parsed.verdict === 'parsed' ? parsed.tree : null;
};
const sql = (text: string, rest: Partial<RenderedStep> = {}) =>
  whatHappens(step({ kind: 'sql', file: 'x.sql', text, values: [] }, rest), {
    tree: treeOf(text),
    seen: SEEN,
    similar: null,
  });
const command = (argv: string[], rest: Partial<RenderedStep> = {}) =>
  whatHappens(step({ kind: 'command', binding: 'x', host: 'app-1', argv }, rest), {
    tree: null,
    seen: SEEN,
    similar: null,
  });

describe('the lock in plain words, and whom it keeps waiting', () => {
  it.each([
    [
      'drop index concurrently idx_users_email_active',
      'Reading and writing users go on (SHARE UPDATE EXCLUSIVE). It first waits for open transactions that have used the table.',
      false,
    ],
    [
      'drop index idx_users_email_active',
      'Nobody can read or write users meanwhile: both wait (ACCESS EXCLUSIVE).',
      true,
    ],
    ['create index i on dialogs (id)', 'Reading dialogs goes on; writing to it waits (SHARE).', true],
    [
      'drop view performance_metrics cascade',
      'Nobody can read or write performance_metrics meanwhile: both wait (ACCESS EXCLUSIVE).',
      true,
    ],
    ['update dialogs set id = 1', 'Reading and writing dialogs go on (ROW EXCLUSIVE).', false],
    ['analyze', 'Reading and writing each table go on, while its turn lasts (SHARE UPDATE EXCLUSIVE).', false],
    ['reindex table dialogs', 'Nobody can read or write dialogs meanwhile: both wait (SHARE).', true],
    ['alter system reset work_mem', 'Locks no table.', false],
    ['drop database old', 'Locks no table. Nobody may be connected to old.', false],
    [
      'alter database live rename to kept',
      'Locks no table. Nobody may be connected to live while its name changes.',
      false,
    ],
    ['select pg_reload_conf()', 'Locks no table.', false],
  ])('%s', (text, lock, isBlocking) => {
    expect(sql(text)).toMatchObject({ lock, isBlocking });
  });

  it('says nothing of a statement that it does not know, and of one that only reads', () => {
    expect(sql('listen news').lock).toBeNull();
    expect(sql('select * from dialogs', { effect: 'read' })).toMatchObject({
      lock: null,
      isBlocking: false,
      touches: [],
    });
  });

  it('says of an index whose table was not seen that it is of its table', () => {
    expect(sql('drop index concurrently other').lock).toMatch(/^Reading and writing the table of other go on/);
  });
});

it.each([
  [
    'drop index concurrently idx_users_email_active',
    ['the index idx_users_email_active of users (16.4 kB, about 2,000 rows in the table)'],
  ],
  ['truncate dialogs', ['dialogs (120 MB, about 1,900,000 rows)']],
  ['drop view performance_metrics cascade', ['the view performance_metrics (0 B)']],
  ['analyze', ['every table of the database']],
  ['alter system reset work_mem', ['settings of the whole server']],
  ['alter database live rename to kept', ['the whole database live']],
  ['truncate unseen', ['unseen']],
])('%s touches what it names, with its size where it was seen', (text, touches) => {
  expect(sql(text).touches).toEqual(touches);
});

describe('what users notice', () => {
  it('is the runbook’s own sentence wherever it has one', () => {
    expect(sql('truncate dialogs', { usersNotice: 'Dialogs are gone.' }).usersNotice).toBe('Dialogs are gone.');
    expect(command(['pm2', 'reload', 'x'], { usersNotice: 'Nothing.' }).usersNotice).toBe('Nothing.');
  });

  it('follows else from the lock, from the program, or from only looking, and is never made up', () => {
    expect(sql('truncate dialogs').usersNotice).toBe('Calls that need dialogs wait meanwhile.');
    expect(sql('drop index concurrently other').usersNotice).toBeNull();
    expect(sql('select 1', { effect: 'read' }).usersNotice).toBe('Nothing: it only looks.');
    expect(command(['pm2', 'jlist'], { effect: 'read' }).usersNotice).toBe('Nothing: it only looks.');
    expect(command(['own-program', '--do']).usersNotice).toBeNull();
  });

  it.each([
    [['pm2', 'reload', 'replyx-backend'], /swapped one by one/],
    [['sudo', '-n', '/usr/bin/systemctl', 'restart', 'nginx'], /short gap/],
    [['node', '/opt/pm2/bin/pm2.js', 'stop', 'all'], /down until/],
    [['alembic', 'downgrade', '202508230001'], /wait meanwhile/],
    [['pg_restore', '--dbname', 'x'], /cannot be used/],
    [['git', '-C', '/srv/backend', 'checkout', '3f9a2d7'], /Nothing yet/],
  ])('%j', (argv, notice) => {
    expect(commandEffects(argv)?.notice).toMatch(notice);
  });

  it('says that migrations lock what they change', () => {
    expect(command(['alembic', 'upgrade', 'head'])).toMatchObject({
      isBlocking: true,
      lock: expect.stringMatching(/locked/),
    });
  });
});

describe('how long it takes', () => {
  const took = (...times: number[]) => times.map((tookMs) => ({ tookMs, isDrill: false, place: 'here' as const }));

  it('is what similar runs took, the usual and the worst, with the drills counted beside', () => {
    const samples = took(4_000, 3_000, 11_000, 5_000).map((sample, at) => ({ ...sample, isDrill: at < 3 }));
    expect(timeWords(summariseRuns(samples), 30_000)).toBe('Usually 4.0 s (worst 11 s of 4 runs, 3 of them drills)');
  });

  it.each([
    [summariseRuns([]), 'About 30 s, estimated: it has not run before'],
    [summariseRuns(took(4_000)), '4.0 s the one time that it ran'],
    [
      summariseRuns([{ tookMs: 900, isDrill: true, place: 'elsewhere' }]),
      '900 ms the one time that it ran on targets of other environments, in a drill',
    ],
    [
      summariseRuns([...took(1_000, 2_000), { tookMs: 90_000, isDrill: true, place: 'elsewhere' }]),
      'Usually 1.0 s (worst 2.0 s of 2 runs)',
    ],
    [
      summariseRuns([1, 2].map((n) => ({ tookMs: n * 1_000, isDrill: true, place: 'environment' as const }))),
      'Usually 1.0 s (worst 2.0 s of 2 runs on other targets of this environment, all of them drills)',
    ],
  ])('%#: an estimate is said to be one, and the nearest place counts alone', (similar, words) => {
    expect(timeWords(similar, 30_000)).toBe(words);
  });
});

it('says of a command what the script that it will run locks, the strongest on each table, held to its end', () => {
  const tree = treeOfScript(`begin; drop index idx_users_email_active; drop index if exists idx_other;
    alter table dialogs drop column n; update dialogs set n = 1; update alembic_version set version_num = '1';
    do $$ begin end $$; commit`);
  const downgrade = step({
    kind: 'command',
    binding: 'alembic-downgrade',
    host: 'app-1',
    argv: ['alembic', 'downgrade'],
  });
  expect(whatHappens(downgrade, { tree, seen: SEEN, similar: null })).toMatchObject({
    lock: 'Nobody can read or write users, the table of idx_other and dialogs meanwhile: both wait (ACCESS EXCLUSIVE). Reading and writing alembic_version go on (ROW EXCLUSIVE). It runs one more statement, whose locks are not known here.',
    isBlocking: true,
    touches: [
      'the index idx_users_email_active of users (16.4 kB, about 2,000 rows in the table)',
      'the index idx_other',
      'dialogs (120 MB, about 1,900,000 rows)',
      'alembic_version',
    ],
  });
});

it('counts many indexes by their tables', () => {
  const names = Array.from({ length: 9 }, (_, n) => `i${n}`);
  const tree = treeOfScript(names.map((name) => `drop index ${name}`).join(';'));
  const seen = new Map(names.map((name) => [`"${name}"`, { kind: 'i', table: 'users', bytes: 1_000, rows: 5 }]));
  const downgrade = step({ kind: 'command', binding: 'x', host: 'app-1', argv: ['x'] });
  expect(whatHappens(downgrade, { tree, seen, similar: null }).touches).toEqual(['9 indexes of users (9 kB)']);
});

it('asks for the size of what a statement names, once each', () => {
  const tree = treeOf('insert into dialogs select * from dialogs join public.users using (id)');
  expect(tree && relationsTouched(tree)).toEqual([
    { schema: null, name: 'dialogs' },
    { schema: 'public', name: 'users' },
  ]);
});
