import { connect, createServer, type Server, type Socket } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTestStore, type TestStore } from '@/scripts/test/store';
import { executeSql, querySql, type SqlOptions, type SqlTarget, watchBackend } from './execute-sql';

let store: TestStore;
let admin: pg.Client;
let target: SqlTarget;

const options = (over: Partial<SqlOptions> = {}): SqlOptions => ({
  timeoutMs: 10_000,
  applicationName: 'sql test',
  ...over,
});
const run = (text: string, over: Partial<SqlOptions> = {}, values: unknown[] = []) =>
  executeSql(target, { text, values }, options(over));
const leftBehind = async () => {
  const { rows } = await admin.query(
    "select pid, query from pg_stat_activity where datname = current_database() and application_name in ('sql test', 'rollback-console watch')",
  );
  return rows;
};
const nothingLeft = () =>
  vi.waitFor(async () => expect(await leftBehind()).toEqual([]), { timeout: 3000, interval: 20 });

beforeAll(async () => {
  store = await createTestStore();
  admin = new pg.Client({ connectionString: store.url });
  await admin.connect();
  const { rows } = await admin.query(
    'select (pg_control_system()).system_identifier::text as id, current_database() as database',
  );
  target = { databaseUrl: store.url, fingerprint: { systemIdentifier: rows[0].id, database: rows[0].database } };
  await admin.query(
    'create table things (id int primary key, name text); insert into things select n, n::text from generate_series(1, 1000) n',
  );
});

afterAll(async () => {
  await admin?.end();
  await store?.drop();
});

describe('a statement', () => {
  it('gives its rows as text, bounded, and counts them all', async () => {
    const result = await run(
      "select id, nullif(name, '2') as name from things where id <= $1 order by id",
      { maxRows: 2 },
      [500],
    );
    expect(result).toMatchObject({
      ending: 'succeeded',
      columns: ['id', 'name'],
      rows: [
        ['1', '1'],
        ['2', 'NULL'],
      ],
      total: 500,
      rowCount: 500,
    });
  });

  it('counts what it changed, and tells what the server remarks', async () => {
    const notices: string[] = [];
    expect(await run("update things set name = 'x' where id <= 3")).toMatchObject({
      ending: 'succeeded',
      rowCount: 3,
      rows: [],
      total: 0,
    });
    expect(await run('drop table if exists nowhere', { onNotice: (text) => notices.push(text) })).toMatchObject({
      ending: 'succeeded',
    });
    expect(notices).toEqual(['table "nowhere" does not exist, skipping']);
  });

  it('may drop an index concurrently, and build one', async () => {
    await admin.query('create index idx_gone on things (name)');
    expect(await run('drop index concurrently idx_gone')).toMatchObject({ ending: 'succeeded' });
    expect(await run('create index concurrently idx_new on things (name)')).toMatchObject({ ending: 'succeeded' });
  });

  it.each(['select 1; drop table things', 'drop index concurrently if exists a; drop table things'])(
    'is one: %s is refused whole',
    async (text) => {
      expect(await run(text)).toMatchObject({ ending: 'failed', sqlState: '42601' });
      expect((await admin.query("select to_regclass('things') as there")).rows[0].there).toBe('things');
    },
  );

  it('runs with its limits, under its name', async () => {
    const text = `select current_setting('lock_timeout'), current_setting('statement_timeout'), current_setting('application_name'),
      current_setting('idle_in_transaction_session_timeout'), current_setting('client_connection_check_interval')`;
    expect((await run(text, { lockTimeoutMs: 700 })).rows).toEqual([['700ms', '10s', 'sql test', '10s', '1s']]);
  });

  it('cannot be given other limits by the target’s address', async () => {
    const url = `${store.url}?options=-c%20lock_timeout%3D0&statement_timeout=0&application_name=other`;
    const result = await executeSql(
      { ...target, databaseUrl: url },
      { text: "select current_setting('lock_timeout'), current_setting('statement_timeout')", values: [] },
      options(),
    );
    expect(result.rows).toEqual([['2s', '10s']]);
  });

  it('changes nothing where it is a look', async () => {
    expect(await run('delete from things', { readOnly: true })).toMatchObject({ ending: 'failed', sqlState: '25006' });
    await expect(querySql(target, { text: 'delete from things', values: [] }, options())).rejects.toThrow(/read-only/);
    expect(await querySql(target, { text: 'select count(*)::int as n from things', values: [] }, options())).toEqual([
      { n: 1000 },
    ]);
  });

  it.each([
    ['select * from nowhere', '42P01', /no such table/],
    ['drop index nowhere', '42704', /no such object/],
    ['alter table things add primary key (id)', '42P16', /primary/],
    ['nonsense', '42601', /does not take/],
  ])('that fails teaches: %s', async (text, sqlState, sentence) => {
    const result = await run(text);
    expect(result).toMatchObject({ ending: 'failed', sqlState });
    expect(result.error).toMatch(sentence);
    expect(result.hint?.length).toBeGreaterThan(10);
  });

  it('without the right is explained', async () => {
    await admin.query("drop role if exists weak_role; create role weak_role login password 'weak-pass'");
    const url = new URL(store.url);
    url.username = 'weak_role';
    url.password = 'weak-pass';
    const result = await executeSql(
      { ...target, databaseUrl: url.href },
      { text: 'drop table things', values: [] },
      options(),
    );
    expect(result).toMatchObject({ ending: 'failed', sqlState: '42501' });
    expect(result.hint).toMatch(/grant|owner/);
    await admin.query('drop role weak_role');
  });
});

describe('the right database', () => {
  it.each([
    ['another cluster', { systemIdentifier: '1' }, /another PostgreSQL cluster/],
    ['another database', { database: 'elsewhere' }, /not elsewhere/],
  ])('is checked first: in %s nothing starts', async (_, over, sentence) => {
    const wrong = { ...target, fingerprint: { ...target.fingerprint, ...over } };
    const result = await executeSql(wrong, { text: 'drop table things', values: [] }, options());
    expect(result).toMatchObject({ ending: 'not_started', rows: [] });
    expect(result.error).toMatch(sentence);
    expect((await admin.query("select to_regclass('things') as there")).rows[0].there).toBe('things');
  });

  it.each([
    [
      'nothing listens',
      (url: URL) => {
        url.port = '1';
      },
      /nothing listens/,
    ],
    [
      'the password is wrong',
      (url: URL) => {
        url.password = 'wrong-pass%2Fword';
      },
      /password/,
    ],
    [
      'there is no such database',
      (url: URL) => {
        url.pathname = '/nowhere';
      },
      /no such database/,
    ],
  ])('cannot be reached when %s, and no secret is told', async (_, spoil, sentence) => {
    const url = new URL(store.url);
    spoil(url);
    const result = await executeSql({ ...target, databaseUrl: url.href }, { text: 'select 1', values: [] }, options());
    expect(result).toMatchObject({ ending: 'not_started' });
    expect(result.error).toMatch(sentence);
    expect(JSON.stringify(result)).not.toMatch(/wrong-pass|word%2F/);
    expect(JSON.stringify(result)).not.toContain(new URL(store.url).password || 'no password here');
  });

  it('is not reached through a pooler, which refuses or drops the limits', async () => {
    const refusing = await fakePooler((socket) =>
      socket.end(errorMessage('08P01', 'unsupported startup parameter: options')),
    );
    expect(await throughProxy(refusing)).toMatchObject({
      ending: 'not_started',
      hint: expect.stringMatching(/direct connection/),
    });
    const dropping = await fakePooler((socket, startup) => {
      const upstream = connect(Number(new URL(store.url).port), '127.0.0.1');
      upstream.write(withoutOptions(startup));
      socket.pipe(upstream).pipe(socket);
      for (const end of [socket, upstream]) end.on('error', () => undefined);
    });
    const result = await throughProxy(dropping);
    expect(result).toMatchObject({ ending: 'not_started', hint: expect.stringMatching(/direct connection/) });
    expect(result.error).toMatch(/lock_timeout/);
  });
});

describe('a statement that waits or does not end', () => {
  async function holdLock(): Promise<pg.Client> {
    const holder = new pg.Client({ connectionString: store.url, application_name: 'nightly report' });
    await holder.connect();
    await holder.query('begin; lock table things in access exclusive mode');
    return holder;
  }

  it('gives up on a lock in time and says who holds it', async () => {
    const holder = await holdLock();
    const result = await run('alter table things add column extra int', { lockTimeoutMs: 1000 });
    await holder.end();
    expect(result).toMatchObject({ ending: 'failed', sqlState: '55P03' });
    expect(result.error).toMatch(/nightly report.*idle in transaction/);
    expect(result.tookMs).toBeLessThan(2000);
  });

  it('shows while it waits what it waits for', async () => {
    const holder = await holdLock();
    let pid = 0;
    const running = run('alter table things add column extra int', {
      lockTimeoutMs: 3000,
      onBackend: (backend) => {
        pid = backend;
      },
    });
    await vi.waitFor(
      async () => {
        const look = await watchBackend(target, pid);
        expect(look).toMatchObject({
          state: 'active',
          waitEvent: 'Lock: relation',
          sentence: expect.stringMatching(/nightly report/),
        });
      },
      { timeout: 2500, interval: 30 },
    );
    await holder.end();
    expect(await running).toMatchObject({ ending: 'succeeded' });
    await vi.waitFor(async () => expect(await watchBackend(target, pid)).toBeNull(), { timeout: 2000 });
  });

  it('is gone from the server after its deadline', async () => {
    expect(await run('select pg_sleep(60)', { timeoutMs: 300 })).toMatchObject({
      ending: 'timed_out',
      sqlState: '57014',
    });
    await nothingLeft();
  });

  it('is gone from the server after a cancel, within 5 s', async () => {
    const abort = new AbortController();
    const running = run('select pg_sleep(60)', {
      signal: abort.signal,
      onBackend: () => setImmediate(() => abort.abort()),
    });
    const result = await running;
    expect(result).toMatchObject({ ending: 'cancelled' });
    expect(result.tookMs).toBeLessThan(5000);
    await nothingLeft();
  });

  it('is terminated where it does not heed a cancel', async () => {
    await admin.query(`create or replace function stubborn() returns void language plpgsql as $$
      begin loop begin perform pg_sleep(60); exception when query_canceled then null; end; end loop; end $$`);
    const abort = new AbortController();
    const result = await run('select stubborn()', {
      signal: abort.signal,
      onBackend: () => setTimeout(() => abort.abort(), 100),
    });
    expect(result).toMatchObject({ ending: 'cancelled' });
    expect(result.tookMs).toBeLessThan(5000);
    await nothingLeft();
  });

  it('is not started once it is cancelled', async () => {
    expect(await run('select 1', { signal: AbortSignal.abort() })).toMatchObject({ ending: 'not_started' });
  });

  it('that somebody ended from elsewhere in the middle of a change is lost, not failed', async () => {
    const result = await run('select pg_sleep(60)', {
      onBackend: (pid) => setTimeout(() => void admin.query('select pg_terminate_backend($1)', [pid]), 100),
    });
    expect(result).toMatchObject({ ending: 'lost', sqlState: '57P01' });
    expect(result.error).toMatch(/not known/);
  });

  it('over a connection that is half open is given up within 15 s, and ends on the server too', async () => {
    const proxy = await freezableProxy();
    const url = new URL(store.url);
    url.port = String(proxy.port);
    const result = await executeSql(
      { ...target, databaseUrl: url.href },
      { text: 'select pg_sleep(60)', values: [] },
      options({ timeoutMs: 50_000, onBackend: () => setTimeout(() => proxy.freeze(), 200) }),
    );
    expect(result).toMatchObject({ ending: 'lost' });
    expect(result.tookMs).toBeLessThan(15_000);
    proxy.stop();
    await nothingLeft();
  });

  it('leaves no connection behind, however it ended', nothingLeft);
});

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer(onConnection);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

const fakePooler = (answer: (socket: Socket, startup: Buffer) => void) =>
  listen((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (startup) => answer(socket, startup));
  });

function throughProxy(port: number) {
  const url = new URL(store.url);
  url.port = String(port);
  return executeSql({ ...target, databaseUrl: url.href }, { text: 'select 1', values: [] }, options());
}

async function freezableProxy() {
  const sockets = new Set<Socket>();
  let isFrozen = false;
  const port = await listen((near) => {
    const far = connect(Number(new URL(store.url).port), '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => !isFrozen && to.write(chunk));
      from.on('error', () => undefined);
      from.on('close', () => !isFrozen && to.destroy());
    }
  });
  return {
    port,
    freeze: () => {
      isFrozen = true;
    },
    stop: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function errorMessage(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

/** The startup packet as PgBouncer with `ignore_startup_parameters = options, …` would pass it on. */
function withoutOptions(startup: Buffer): Buffer {
  const words = startup.subarray(8, -1).toString().split('\0');
  const kept = words.flatMap((word, at) =>
    at % 2 === 0 && word !== '' && word !== 'options' ? [word, words[at + 1]] : [],
  );
  const body = Buffer.from(`${kept.join('\0')}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 8, 0);
  head.writeInt32BE(196608, 4);
  return Buffer.concat([head, body]);
}
