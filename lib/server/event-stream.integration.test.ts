import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { appendEvent } from './audit/append-event';
import { endSession } from './auth/session-store';
import { db } from './db';
import { eventStream } from './event-stream';
import { closeNews } from './news-hub';
import { startSession } from './testing/session';
import { openTestConsole, type TestConsole } from './testing/test-console';
import { until } from './testing/until';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(async () => {
  await closeNews();
  await at.close();
});
const leaving: AbortController[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const one of leaving.splice(0)) one.abort();
});

type Watcher = { ids: bigint[]; isOver: boolean; leave: () => void; sessionId: string };

async function watch(after: bigint | null, sessionId?: string): Promise<Watcher> {
  const gone = new AbortController();
  leaving.push(gone);
  const id = sessionId ?? (await startSession(at.people.engineer.id));
  const watcher: Watcher = { ids: [], isOver: false, leave: () => gone.abort(), sessionId: id };
  const stream = await eventStream({ after, signal: gone.signal, sessionId: id });
  void collect(stream, watcher);
  return watcher;
}

async function collect(stream: ReadableStream<Uint8Array>, watcher: Watcher): Promise<void> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read())
    for (const [, id] of decoder.decode(next.value).matchAll(/^id: (\d+)$/gm)) watcher.ids.push(BigInt(id as string));
  watcher.isOver = true;
}

const happen = () =>
  db().$transaction((tx) =>
    appendEvent(tx, { type: 'runbook.stored', actor: null, data: { key: 'k', label: 'l', hash: 'h' } }),
  );

test('an event reaches two hundred watchers once each, and is read from the store once for all of them', async () => {
  const sessionId = await startSession(at.people.engineer.id);
  const watchers = await Promise.all(Array.from({ length: 200 }, () => watch(null, sessionId)));
  await until('a connection that listens', async () => {
    const { rows } =
      await at.store.query(`select 1 from pg_stat_activity where application_name = 'rollback-console-news'
      and datname = current_database() and query like 'LISTEN%' and state = 'idle'`);
    return rows.length === 1;
  });
  const asked = vi.spyOn(pg.Client.prototype, 'query');
  const first = await happen();
  await until('all to have it', () => watchers.every(({ ids }) => ids.includes(first.id)));
  const reads = asked.mock.calls.filter(([query]) => JSON.stringify(query).includes('FROM \\"Event\\" e LEFT JOIN'));
  // One for the notification; a heartbeat that falls into this moment looks as well.
  expect(reads.length).toBeLessThanOrEqual(2);
  const more = await Promise.all(Array.from({ length: 20 }, happen));
  const wanted = [first.id, ...more.map(({ id }) => id)].sort((a, b) => Number(a - b));
  await until('all to have all', () => watchers.every(({ ids }) => ids.length >= wanted.length));
  for (const { ids } of watchers) expect(ids).toEqual(wanted);
});

test('a browser that comes back while events keep coming misses none and gets none twice', async () => {
  const start = (await happen()).id;
  let isHappening = true;
  const made: bigint[] = [];
  const happening = (async () => {
    while (isHappening) made.push((await happen()).id);
  })();
  const heard: bigint[] = [];
  for (let turn = 0; turn < 10; turn += 1) {
    const watcher = await watch(heard.at(-1) ?? start);
    await until('some news', () => watcher.ids.length > 3);
    watcher.leave();
    heard.push(...watcher.ids);
  }
  isHappening = false;
  await happening;
  expect(heard).toEqual(made.slice(0, heard.length));
});

test('a browser that missed thousands of events is given them as fast as it takes them', async () => {
  const start = (await happen()).id;
  await at.store.query(
    `insert into "Event" ("seq", "at", "actorName", "type", "data", "prevHash", "hash")
     select 1000000 + n, now(), 'Console', 'runbook.stored', '{}', '', '' from generate_series(1, 5000) n`,
  );
  const asked = vi.spyOn(pg.Client.prototype, 'query');
  const gone = new AbortController();
  leaving.push(gone);
  const sessionId = await startSession(at.people.engineer.id);
  const stream = await eventStream({ after: start, signal: gone.signal, sessionId });
  const reads = () =>
    asked.mock.calls.filter(([query]) => JSON.stringify(query).includes('FROM \\"Event\\" e LEFT')).length;
  // Nobody takes anything yet: one page is read, and no second one.
  await until('a first page', () => reads() > 0);
  const other = await watch(null, sessionId);
  const { id } = await happen();
  await until('what happened since', () => other.ids.includes(id));
  // The first page, and what the other one was told.
  expect(reads()).toBeLessThanOrEqual(3);
  const watcher: Watcher = { ids: [], isOver: false, leave: () => gone.abort(), sessionId };
  void collect(stream, watcher);
  await until('all of it', () => watcher.ids.length === 5_001);
  expect(new Set(watcher.ids).size).toBe(5_001);
});

test('a number that the store never reached does not silence the stream', async () => {
  const watcher = await watch(10n ** 17n);
  const { id } = await happen();
  await until('the event', () => watcher.ids.length > 0);
  expect(watcher.ids).toEqual([id]);
});

test('signing out elsewhere ends the stream of that session and of no other', async () => {
  const [mine, theirs] = [await watch(null), await watch(null)];
  await endSession(mine.sessionId);
  await until('the end', () => mine.isOver, 12_000);
  expect(theirs.isOver).toBe(false);
});

test('a browser that goes while its session is looked at ends its stream without an error', async () => {
  const watcher = await watch(null);
  // Held, so that the heartbeat is in the middle of its question when the browser goes.
  const holder = new pg.Client({ connectionString: at.storeUrl });
  await holder.connect();
  await holder.query('begin; lock table "AuthSession" in access exclusive mode');
  await until(
    'a heartbeat that asks',
    async () => {
      const { rows } = await at.store.query(
        `select 1 from pg_locks l join pg_class c on c.oid = l.relation where c.relname = 'AuthSession' and not l.granted`,
      );
      return rows.length > 0;
    },
    12_000,
  );
  watcher.leave();
  // What nobody hears of, the test runner counts as an error of this file.
  await holder.query('commit');
  await holder.end();
  await until('the end', () => watcher.isOver);
});
