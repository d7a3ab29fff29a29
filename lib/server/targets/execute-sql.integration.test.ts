import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestStore } from '@/scripts/test/store';
import { executeSql, querySql } from './execute-sql';
import { closeNetwork, droppingPooler, refusingPooler } from './execute-sql-network.fixture';
import { createTestTarget, sqlOptions, type TestTarget } from './execute-sql-target.fixture';

let test: TestTarget;

const run: TestTarget['run'] = (...given) => test.run(...given);

beforeAll(async () => {
  test = await createTestTarget(await createTestStore());
});
afterAll(async () => {
  closeNetwork();
  await test?.drop();
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
    await test.admin.query('create index idx_gone on things (name)');
    expect(await run('drop index concurrently idx_gone')).toMatchObject({ ending: 'succeeded' });
    expect(await run('create index concurrently idx_new on things (name)')).toMatchObject({ ending: 'succeeded' });
  });

  it.each(['select 1; drop table things', 'drop index concurrently if exists a; drop table things'])(
    'is one: %s is refused whole',
    async (text) => {
      expect(await run(text)).toMatchObject({ ending: 'failed', sqlState: '42601' });
      expect((await test.admin.query("select to_regclass('things') as there")).rows[0].there).toBe('things');
    },
  );

  it('runs with its limits, under its name', async () => {
    const text = `select current_setting('lock_timeout'), current_setting('statement_timeout'), current_setting('application_name'),
      current_setting('idle_in_transaction_session_timeout'), current_setting('client_connection_check_interval')`;
    expect((await run(text, { lockTimeoutMs: 700 })).rows).toEqual([['700ms', '10s', 'sql test', '10s', '1s']]);
  });

  it('cannot be given other limits by the target’s address', async () => {
    const url = `${test.url}?options=-c%20lock_timeout%3D0&statement_timeout=0&application_name=other`;
    const result = await executeSql(
      { ...test.target, databaseUrl: url },
      { text: "select current_setting('lock_timeout'), current_setting('statement_timeout')", values: [] },
      sqlOptions(),
    );
    expect(result.rows).toEqual([['2s', '10s']]);
  });

  it('changes nothing where it is a look', async () => {
    expect(await run('delete from things', { readOnly: true })).toMatchObject({ ending: 'failed', sqlState: '25006' });
    await expect(querySql(test.target, { text: 'delete from things', values: [] }, sqlOptions())).rejects.toThrow(
      /read-only/,
    );
    expect(
      await querySql(test.target, { text: 'select count(*)::int as n from things', values: [] }, sqlOptions()),
    ).toEqual([{ n: 1000 }]);
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
    await test.admin.query("drop role if exists weak_role; create role weak_role login password 'weak-pass'");
    const url = new URL(test.url);
    url.username = 'weak_role';
    url.password = 'weak-pass';
    const result = await executeSql(
      { ...test.target, databaseUrl: url.href },
      { text: 'drop table things', values: [] },
      sqlOptions(),
    );
    expect(result).toMatchObject({ ending: 'failed', sqlState: '42501' });
    expect(result.hint).toMatch(/grant|owner/);
    await test.admin.query('drop role weak_role');
  });
});

describe('the right database', () => {
  it.each([
    ['another cluster', { systemIdentifier: '1' }, /another PostgreSQL cluster/],
    ['another database', { database: 'elsewhere' }, /not elsewhere/],
  ])('is checked first: in %s nothing starts', async (_, over, sentence) => {
    const wrong = { ...test.target, fingerprint: { ...test.target.fingerprint, ...over } };
    const result = await executeSql(wrong, { text: 'drop table things', values: [] }, sqlOptions());
    expect(result).toMatchObject({ ending: 'not_started', rows: [] });
    expect(result.error).toMatch(sentence);
    expect((await test.admin.query("select to_regclass('things') as there")).rows[0].there).toBe('things');
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
    const url = new URL(test.url);
    spoil(url);
    const result = await executeSql(
      { ...test.target, databaseUrl: url.href },
      { text: 'select 1', values: [] },
      sqlOptions(),
    );
    expect(result).toMatchObject({ ending: 'not_started' });
    expect(result.error).toMatch(sentence);
    expect(JSON.stringify(result)).not.toMatch(/wrong-pass|word%2F/);
    expect(JSON.stringify(result)).not.toContain(new URL(test.url).password || 'no password here');
  });

  it('is not reached through a pooler, which refuses or drops the limits', async () => {
    const hint = expect.stringMatching(/direct connection/);
    expect(await test.through(await refusingPooler(), 'select 1')).toMatchObject({ ending: 'not_started', hint });
    const result = await test.through(await droppingPooler(test.url), 'select 1');
    expect(result).toMatchObject({ ending: 'not_started', hint });
    expect(result.error).toMatch(/lock_timeout/);
  });
});
