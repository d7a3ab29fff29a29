import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSqlFile, renderSql } from '@/lib/domain/runbook-sql';
import { db } from '../db';
import { registerTestTarget, targetFile } from '../testing/rollback';
import { startPair } from '../testing/server-pair';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { executeSql, querySql } from './execute-sql';
import { openTarget, type ReachableTarget, sqlTargetOf } from './get-target';
import { lookAtReading, readingOf } from './reading-look';
import { storeTarget } from './register-target';
import { secretsOf } from './run-on-host';

const role = `reader_${randomBytes(4).toString('hex')}`;
const password = randomBytes(12).toString('hex');
const options = { timeoutMs: 5_000, applicationName: 'test' };
let at: TestConsole;
let target: ReachableTarget;
let own: ReachableTarget;

beforeAll(async () => {
  at = await openTestConsole();
  await at.database.query('create table kept (id int)');
  // As the documentation tells administrators to.
  const [, statements = ''] = /```sql\n(create role[\s\S]*?)```/.exec(readFileSync('docs/hosts.md', 'utf8')) ?? [];
  await at.database.query(statements.replaceAll('rollback_reader', role).replace('change-me', password));
  const url = new URL(at.databaseUrl);
  Object.assign(url, { username: role, password });
  target = await register(url.toString());
  own = await register(undefined);
});
afterAll(async () => {
  await at?.database.query(`drop owned by ${role}`);
  await at?.database.query(`drop role ${role}`);
  await at?.close();
});

async function register(readUrl: string | undefined): Promise<ReachableTarget> {
  const made = await registerTestTarget(at);
  await storeTarget({ ...targetFile(at, made), readUrl }, null);
  const { id } = await db().target.findUniqueOrThrow({ where: { key: made.key } });
  return openTarget(id);
}

const read = (of: ReachableTarget, text: string) =>
  executeSql(
    sqlTargetOf(of),
    { text, values: [] },
    { ...options, readOnly: true, maxRows: 5, onNotice: () => undefined },
  );
const WHO = 'select usename::text from pg_stat_activity where pid = pg_backend_pid()';

describe('with a reading role', () => {
  it('what reads runs as that role, and what changes as the other', async () => {
    expect((await read(target, WHO)).rows).toEqual([[role]]);
    expect(await querySql(sqlTargetOf(target), { text: WHO, values: [] }, options)).toEqual([{ usename: role }]);
    const change = { ...options, readOnly: false, maxRows: 5, onNotice: () => undefined };
    const { rows } = await executeSql(sqlTargetOf(target), { text: WHO, values: [] }, change);
    expect(rows).toEqual([[new URL(at.databaseUrl).username]]);
    expect((await read(target, 'select count(*)::int from kept')).rows).toEqual([['0']]);
  });

  it.each(['preflight/configuration-errors.sql', 'preflight/connections.sql', 'verify/system-setting-own.sql'])(
    'what the catalogue asks of the server is answered: %s',
    async (file) => {
      const sql = readSqlFile(file, readFileSync(`sql/${file}`, 'utf8'));
      const given = Object.fromEntries(sql.header.params.map(({ name }) => [name, 'work_mem']));
      const { text, values } = renderSql(sql, given);
      const result = await executeSql(
        sqlTargetOf(target),
        { text, values },
        { ...options, readOnly: true, maxRows: 5, onNotice: () => undefined },
      );
      expect(result.ending, result.error).toBe('succeeded');
    },
  );

  it('what asks about the rights of its own role asks as the one that rolls back', async () => {
    expect((await read(target, 'select current_user::text')).rows).toEqual([[new URL(at.databaseUrl).username]]);
    const owns = "select 'x' where pg_has_role('pg_signal_backend', 'USAGE')";
    expect((await read(target, owns)).rows).toEqual([['x']]);
  });

  it.each([
    ['a comment', `-- current_user\n${WHO}`],
    ['a comment at the end', `${WHO} /* pg_has_role('x', 'USAGE') */`],
    ['a literal', `${WHO} and 'has_table_privilege(1)' <> ''`],
    ['a name', WHO.replace('::text', '::text as "session_user"')],
  ])('is not left by a word in %s', async (_what, text) => {
    expect((await read(target, text)).rows).toEqual([[role]]);
  });

  it.each([
    ['6: a program by COPY', "copy (select 1) to program 'true'"],
    [
      '7: the end of another session',
      "select pg_terminate_backend(pid) from pg_stat_activity where usename <> current_setting('x.y', true) or pid <> pg_backend_pid()",
    ],
    [
      '8: its own limits, and a write',
      "do $$begin perform set_config('default_transaction_read_only', 'off', false); insert into kept values (1); end$$",
    ],
    ['9: a transaction that writes', 'do $$begin set transaction read write; insert into kept values (1); end$$'],
    ['a file of the server', "select pg_read_file('/etc/passwd')"],
    ['a large object of a file', "select lo_import('/etc/passwd')"],
  ])('%s is refused by the server itself, without any policy', async (_name, text) => {
    const result = await read(target, text);
    expect(result.ending).toBe('failed');
    expect(result.error).toMatch(/permission denied|must be|superuser|read-only/i);
    const { rows } = await at.database.query('select count(*)::int as count from kept');
    expect(rows[0].count).toBe(0);
  });

  it('without one the same program would run, in a transaction that only reads', async () => {
    // One that reads to the end: a program that is gone before its input comes is a broken pipe.
    const result = await read(own, "copy (select 1) to program 'cat > /dev/null'");
    expect(result.ending, result.error).toBe('succeeded');
  });

  it('its connection is encrypted in the store, and masked in whatever is printed', async () => {
    const { readUrl } = await db().target.findUniqueOrThrow({ where: { id: target.id } });
    expect(readUrl).toBeTruthy();
    expect(readUrl).not.toContain(password);
    expect(secretsOf(target)).toContain(target.readUrl);
  });
});

describe('the target says', () => {
  it('that nothing but the policy keeps checks from writing where there is no such role', () => {
    expect(readingOf(false, undefined)).toMatchObject({
      isSafe: false,
      sentence: expect.stringMatching(/which could write/),
    });
  });

  it('that the role has no right to write, or which', async () => {
    expect(await lookAtReading(own, options)).toBeUndefined();
    expect(await lookAtReading(target, options)).toEqual({ isSafe: true, sentence: expect.stringContaining(role) });
    await at.database.query(`grant insert on kept to ${role}`);
    expect(await lookAtReading(target, options)).toMatchObject({
      isSafe: false,
      sentence: expect.stringMatching(/1 tables, such as kept/),
    });
    await at.database.query(`revoke insert on kept from ${role}`);
  });

  it('that the role cannot be used, without its password', async () => {
    const url = new URL(target.readUrl as string);
    url.password = 'wrong-password-here';
    const look = await lookAtReading({ ...target, readUrl: url.toString() }, options);
    expect(look).toMatchObject({ isSafe: false, sentence: expect.stringMatching(/cannot be used/) });
    expect(look?.sentence).not.toContain('wrong-password-here');
  });
});

describe('a reading address that leads to a copy of the server', () => {
  it('is not read from while changes go to another, and the target says so', async () => {
    const pair = await startPair();
    try {
      const from = (databaseUrl: string, readUrl: string) =>
        querySql({ databaseUrl, readUrl }, { text: WHO, values: [] }, options);
      const system = 'select (pg_control_system()).system_identifier::text as id';
      const [row] = await querySql<{ id: string }>(
        { databaseUrl: pair.primary },
        { text: system, values: [] },
        options,
      );
      const fingerprint = { systemIdentifier: row?.id as string, database: 'hazards' };
      const to = { ...target, databaseUrl: pair.primary, inventory: { ...target.inventory, fingerprint } };
      const copied = { ...to, readUrl: pair.standby };

      await expect(from(pair.primary, pair.standby)).rejects.toMatchObject({
        code: 'blocked',
        message: expect.stringMatching(/leads to a standby/),
      });
      expect(await read(copied, WHO)).toMatchObject({ ending: 'not_started', error: expect.stringMatching(/standby/) });
      expect(await lookAtReading(copied, options)).toMatchObject({
        isSafe: false,
        sentence: expect.stringMatching(/leads to a standby/),
      });
      expect(await from(pair.standby, pair.standby)).toHaveLength(1);

      await querySql({ databaseUrl: pair.standby }, { text: 'select pg_promote()', values: [] }, options);
      expect(await lookAtReading(copied, options)).toMatchObject({
        isSafe: false,
        sentence: expect.stringMatching(/another server/),
      });
      expect(await lookAtReading({ ...to, readUrl: pair.primary }, options)).toMatchObject({
        sentence: expect.stringMatching(/it is a superuser/),
      });
    } finally {
      await pair.close();
    }
  });
});
