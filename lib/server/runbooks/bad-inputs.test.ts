// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are those of a shell and of templates.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { procedureSchema } from '@/lib/contracts/runbook';
import { targetFileSchema } from '@/lib/contracts/target';
import { assertTimeoutMs, displayArgv, renderArgv } from '@/lib/domain/command-policy';
import { AppError } from '@/lib/domain/errors';
import { checkParameters } from '@/lib/domain/parameters';
import { fill } from '@/lib/domain/render-plan';
import { readSqlFile, renderSql } from '@/lib/domain/runbook-sql';
import type { DeclaredSql } from '@/lib/domain/sql-policy';
import { judgeScriptText, loadShellParser } from './parse-shell';
import { judgeSqlText, loadSqlParser } from './parse-sql';

/**
 * The catalogue of inputs that must never do harm, by the numbers it has in the specification, at the layer that is to hold
 * them. What a host or a database has to be there for (28, 41 to 46) is in the integration tests beside those layers.
 */
beforeAll(async () => {
  await loadSqlParser();
  await loadShellParser();
});

const READ: DeclaredSql = { effect: 'read', statement: 'select' };
const DROP: DeclaredSql = { effect: 'change', statement: 'drop-index-concurrently' };
const RESET: DeclaredSql = { effect: 'change', statement: 'alter-system-reset' };

describe('a statement is refused when it is saved', () => {
  // biome-ignore format: a table reads by its rows
  it.each<[number, string, DeclaredSql]>([
    [1, 'DROP INDEX CONCURRENTLY a; DROP TABLE t', DROP],
    [2, 'DROP/**/TABLE t', DROP],
    [3, "DO $$BEGIN EXECUTE 'drop table t'; END$$", READ],
    [4, 'WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d', READ],
    [5, 'EXPLAIN ANALYZE DELETE FROM t', READ],
    [6, "COPY t TO PROGRAM 'id'", READ],
    [7, 'SELECT pg_terminate_backend(1)', READ],
    [8, "SELECT set_config('statement_timeout','0',false)", READ],
    [9, 'SET TRANSACTION READ WRITE', READ],
    [10, 'COMMIT', READ],
    [10, 'BEGIN', READ],
    [11, 'select 1\0; drop table x', READ],
    [12, '\\! id', READ],
    [13, 'ALTER SYSTEM RESET ALL', RESET],
    [14, 'SET ROLE postgres', READ],
    [15, "LOAD 'x'", READ],
    [15, 'CREATE EXTENSION plpython3u', READ],
    [16, 'select 1 as "a\u202eb"', READ],
    [17, `drop index concurrently ${'x'.repeat(64)}`, DROP],
    [18, '', READ],
    [18, '-- nothing', READ],
    [20, 'DROP INDEX CONCURRENTLY a, b', DROP],
    [21, 'DROP INDEX CONCURRENTLY IF EXISTS idx_emial', DROP],
  ])('%i: %j', (_number, text, declared) => {
    const verdict = judgeSqlText(text, declared);
    expect(verdict).toMatchObject({ verdict: 'refused', because: expect.stringMatching(/\S{2}/), remedy: expect.stringMatching(/\.$/) });
  });

  it('19: but not for what stands in a literal', () => {
    expect(judgeSqlText("select 'a;b'", READ)).toEqual({ verdict: 'allowed' });
  });

  it('and for more than 64 KiB, whatever it says', () => {
    expect(judgeSqlText(`select '${'x'.repeat(65 * 1024)}'`, READ)).toMatchObject({
      because: expect.stringContaining('64 KiB'),
    });
  });
});

const checkout = (ref: string) => renderArgv(['git', 'checkout', '--detach', '{ref}'], { ref });

describe('a parameter', () => {
  it('22: as an identifier is quoted, so that it names an index that is not there', () => {
    const file = 'sql/rollback/drop-index-concurrently.sql';
    const sql = readSqlFile(file, readFileSync(file, 'utf8'));
    const { text } = renderSql(sql, { index: 'x"; drop table t;--' });
    expect(text).toContain('"x""; drop table t;--"');
    expect(judgeSqlText(text, sql.header)).toEqual({ verdict: 'allowed' });
  });

  it.each([
    [23, '$(id)'],
    [23, '`id`'],
    [29, '{{constructor.constructor("return process")()}}'],
    [29, '${process.env}'],
    [32, '1e309'],
    [33, '{ref}'],
  ])('%i: %j is inert text', (_number, value) => {
    expect(checkout(value).at(-1)).toBe(value);
    expect(displayArgv([value])).toBe(`'${value}'`.replace(/^'1e309'$/, '1e309'));
  });

  it.each([
    [24, 'main\nid'],
    [25, '--upload-pack=touch x'],
    [26, '-oProxyCommand=id'],
    [27, '../../etc/shadow'],
    [32, '-5'],
  ])('%i: %j is refused', (_number, value) => {
    expect(() => checkout(value)).toThrow(/was refused. Nothing was run/);
  });

  it('27: of a backup is a name and never a path', () => {
    const backup = {
      key: 'backup',
      title: 'Backup',
      help: 'One.',
      type: { kind: 'backup' as const, choicesFrom: 'list' },
    };
    for (const value of ['../../etc/shadow', '/etc/shadow', 'a/b', '.hidden'])
      expect(() => checkParameters([backup], { backup: value })).toThrow(AppError);
  });

  it('30 and 31: that is __proto__, unknown or missing is refused', () => {
    const given = JSON.parse('{"ref":"a","__proto__":"x"}') as Record<string, string>;
    expect(() => renderArgv(['git', '{ref}'], given)).toThrow(/__proto__/);
    expect(() => renderArgv(['git', '{ref}'], { ref: 'a', more: 'b' })).toThrow(/more/);
    expect(() => renderArgv(['git', '{ref}'], {})).toThrow(/ref/);
    expect(() => checkParameters([], given)).toThrow(/no parameter/);
  });

  it('32: a time limit is a plain number of milliseconds within a day', () => {
    for (const value of [Number('1e309'), -1, 0, Number.NaN]) expect(() => assertTimeoutMs(value)).toThrow(AppError);
    const step = { timeoutSeconds: Number('1e309') };
    const issues = procedureSchema.safeParse({ steps: [{ step: { kind: 'script', ...step } }] }).error?.issues ?? [];
    expect(issues.some(({ path }) => path.includes('timeoutSeconds'))).toBe(true);
  });

  it('33: that holds another placeholder is not read again', () => {
    expect(fill('{a} {b}', { a: '{b}', b: 'x' })).toBe('{b} x');
  });
});

describe('a target is not registered with', () => {
  const target = (argv: string[]) =>
    targetFileSchema.safeParse({
      key: 'x',
      name: 'X',
      environment: 'staging',
      databaseUrl: 'postgresql://db/x',
      inventory: {
        hosts: [{ key: 'app', kind: 'local' }],
        endpoints: [],
        commands: { it: { host: 'app', argv } },
        tools: {},
        baseline: { errorRatePercent: 0, p95Ms: 1, measuredAt: '2026-01-01T00:00:00Z' },
        fingerprint: { systemIdentifier: '1', database: 'x' },
        vector: 'array',
      },
    });

  it.each([
    [35, ['bash', '-c', 'git checkout main; rm -rf /']],
    [36, ['pg_dump', 'x', '|', 'gzip']],
    [37, ['pg_dump', '$DATABASE_URL']],
    [38, ['pkill', '-f', 'uvicorn']],
    [39, ['pg_dump', '--password=hunter2', 'x']],
    [40, ['sudo', 'systemctl', 'restart', 'nginx']],
  ])('%i: %j', (_number, argv) => {
    const messages = target(argv).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`) ?? [];
    expect(messages.join()).toMatch(/^inventory\.commands\.it\.argv .{20}/);
  });

  it('but with what names its program and its arguments', () => {
    expect(target(['sudo', '-n', 'systemctl', 'restart', 'nginx']).success).toBe(true);
  });
});

describe('a script is refused when it is saved', () => {
  it.each([
    [35, 'git checkout main; rm -rf /'],
    [36, 'set +o pipefail\npg_dump x | gzip > /srv/x/y'],
    [37, 'pg_dump $DATABASE_URL'],
    [38, 'pkill -f uvicorn'],
    [39, 'pg_dump "$DATABASE_URL"'],
    [40, 'sudo systemctl restart nginx'],
    [41, 'read -r answer'],
    [42, 'uvicorn app:app &'],
  ])('%i: %j', (_number, text) => {
    const declared = { parameters: [], variables: ['DATABASE_URL'], folders: ['/srv/x'] };
    const refusals = judgeScriptText(text, declared);
    expect(refusals.length).toBeGreaterThan(0);
    for (const { line, why, remedy } of refusals)
      expect([line > 0, why !== '', /\.$/.test(remedy)]).toEqual([true, true, true]);
  });
});
