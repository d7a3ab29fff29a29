import { beforeAll, describe, expect, it } from 'vitest';
import type { StatementKind } from '@/lib/domain/sql-policy';
import { judgeSqlText, loadSqlParser } from './parse-sql';

beforeAll(loadSqlParser);

const END = (where: string, from = 'pg_stat_activity', call = 'pg_terminate_backend(pid, 5000)') =>
  `select ${call} from ${from} where ${where}`;
const OWN = "datname = $1 and backend_type = 'client backend' and pid <> pg_backend_pid()";

describe('a statement about a whole database is refused', () => {
  // biome-ignore format: a table reads by its rows
  const refused: [name: string, text: string, statement: StatementKind, because: RegExp][] = [
    ['that renames a table', 'alter table a rename to b', 'rename-database', /other than a database/],
    ['that renames a role', 'alter role a rename to b', 'rename-database', /other than a database/],
    ['that changes its owner', 'alter database a owner to b', 'rename-database', /is declared/],
    ['that drops and passes over a misspelt name', 'drop database if exists a', 'drop-database', /IF EXISTS/],
    ['that ends sessions to drop it', 'drop database a with (force)', 'drop-database', /FORCE/],
    ['that drops a table', 'drop table a', 'drop-database', /is declared/],
    ['that gives a new one to somebody else', 'create database a owner b', 'create-database', /"owner"/],
    ['that makes a template', 'create database a is_template true', 'create-database', /"is_template"/],
    ['that limits connections', 'alter database a connection limit 0', 'alter-database-connections', /besides who may connect/],
    ['that closes and does more', 'alter database a allow_connections false is_template true', 'alter-database-connections', /besides who may connect/],
    ['that sets a setting of it', "alter database a set search_path to ''", 'alter-database-connections', /is declared/],
    ['that vacuums', 'vacuum analyze', 'analyze', /more than ANALYZE/],
    ['that analyses with options', 'analyze (verbose)', 'analyze', /more than ANALYZE/],
    ['that ends the sessions of every database', END("backend_type = 'client backend' and pid <> pg_backend_pid()"), 'end-database-sessions', /datname = \$1/],
    ['that ends the sessions of a database or others', END(`(${OWN}) or true`), 'end-database-sessions', /datname = \$1/],
    ['that ends the sessions of all databases but one', END(OWN.replace('datname =', 'datname <>')), 'end-database-sessions', /datname = \$1/],
    ['that ends walsenders and autovacuum, too', END('datname = $1 and pid <> pg_backend_pid()'), 'end-database-sessions', /client backend/],
    ['that ends the console itself', END("datname = $1 and backend_type = 'client backend'"), 'end-database-sessions', /pg_backend_pid/],
    ['that ends another process than its row', END(OWN, 'pg_stat_activity', 'pg_terminate_backend(1)'), 'end-database-sessions', /Select|once/],
    ['that ends sessions twice', END(OWN, 'pg_stat_activity', 'pg_terminate_backend(pid), pg_terminate_backend(pid)'), 'end-database-sessions', /more than once/],
    ['that ends sessions inside a subquery', END(`${OWN} and exists (select pg_terminate_backend(pid))`), 'end-database-sessions', /more than once/],
    ['that ends what another table names', END(OWN, 'evil.pg_stat_activity'), 'end-database-sessions', /other than pg_stat_activity/],
    ['that ends what a join names', END(OWN, 'pg_stat_activity, other'), 'end-database-sessions', /other than pg_stat_activity/],
    ['that ends nothing', `select pid from pg_stat_activity where ${OWN}`, 'end-database-sessions', /more than once|somewhere/],
    ['that calls something else besides', END(OWN, 'pg_stat_activity', 'pg_terminate_backend(pid), pg_reload_conf()'), 'end-database-sessions', /pg_reload_conf/],
  ];
  it.each(refused)('%s', (_name, text, statement, because) => {
    expect(judgeSqlText(text, { effect: 'change', statement })).toMatchObject({
      verdict: 'refused',
      because: expect.stringMatching(because),
    });
  });
});

describe('a statement about a whole database is accepted', () => {
  // biome-ignore format: a table reads by its rows
  const accepted: [text: string, statement: StatementKind][] = [
    ['create database "a" template "template0" encoding "UTF8" lc_collate "C" lc_ctype "C"', 'create-database'],
    ['alter database "a" rename to "b"', 'rename-database'],
    ['alter database "a" with allow_connections false', 'alter-database-connections'],
    ['drop database "a"', 'drop-database'],
    ['analyze', 'analyze'],
    [END(OWN), 'end-database-sessions'],
    [END(`usename = 'x' and ${OWN}`, 'pg_catalog.pg_stat_activity', 'pid, pg_terminate_backend(pid) as ended'), 'end-database-sessions'],
  ];
  it.each(accepted)('%s', (text, statement) => {
    expect(judgeSqlText(text, { effect: 'change', statement })).toEqual({ verdict: 'allowed' });
  });
});
