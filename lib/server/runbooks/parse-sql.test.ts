import { beforeAll, describe, expect, it } from 'vitest';
import type { DeclaredSql } from '@/lib/domain/sql-policy';
import { judgeSqlText, loadSqlParser, MAX_SQL_BYTES, parseSql } from './parse-sql';

const READ: DeclaredSql = { effect: 'read', statement: 'select' };
const CALL: DeclaredSql = { effect: 'change', statement: 'application-call' };
const RESET: DeclaredSql = { effect: 'change', statement: 'alter-system-reset' };
const SET: DeclaredSql = { effect: 'change', statement: 'alter-system-set' };
const SERVER: DeclaredSql = { effect: 'change', statement: 'server-call' };
const CREATE: DeclaredSql = { effect: 'change', statement: 'create-index-concurrently' };
const DROP: DeclaredSql = { effect: 'change', statement: 'drop-index-concurrently' };
const DROP_VIEW: DeclaredSql = { effect: 'change', statement: 'drop-view-cascade' };
const DROP_TABLE: DeclaredSql = { effect: 'change', statement: 'drop-table-cascade' };
const RIGHT_TO_LEFT = String.fromCodePoint(0x202e);
const ZERO_WIDTH = String.fromCodePoint(0x200b);

beforeAll(loadSqlParser);

describe('a text is refused', () => {
  // biome-ignore format: a table reads by its rows
  const refused: [name: string, text: string, declared: DeclaredSql, because: RegExp][] = [
    ['with two statements', 'DROP INDEX CONCURRENTLY a; DROP TABLE t', DROP, /2 statements/],
    ['that drops a table, whatever stands between the words', 'DROP/**/TABLE t', DROP, /something other than an index/],
    ['that hides its work in a DO block', "DO $$BEGIN EXECUTE 'drop table t'; END$$", READ, /DO block/],
    ['with a data-modifying WITH', 'WITH d AS (DELETE FROM t RETURNING 1) SELECT * FROM d', READ, /a read holds DELETE/],
    ['with a data-modifying WITH further down', 'SELECT * FROM (WITH i AS (INSERT INTO t VALUES (1) RETURNING 1) SELECT * FROM i) x', READ, /INSERT/],
    ['with EXPLAIN ANALYZE of a change', 'EXPLAIN ANALYZE DELETE FROM t', READ, /EXPLAIN/],
    ['with EXPLAIN ANALYZE of a read', 'EXPLAIN (ANALYZE) SELECT 1', READ, /EXPLAIN/],
    ['that copies to a program', "COPY t TO PROGRAM 'id'", READ, /COPY/],
    ['that copies from a file', "COPY t FROM '/etc/passwd'", READ, /COPY/],
    ['that ends a connection in a check', 'SELECT pg_terminate_backend(1)', READ, /pg_terminate_backend/],
    ['that ends a connection somewhere inside', 'SELECT 1 WHERE EXISTS (SELECT pg_terminate_backend(pid) FROM pg_stat_activity)', READ, /pg_terminate_backend/],
    ['that ends a connection in an ORDER BY', 'SELECT 1 ORDER BY pg_cancel_backend(1)', READ, /pg_cancel_backend/],
    ['that calls a function as a table', "SELECT * FROM pg_ls_dir('/')", READ, /pg_ls_dir/],
    ['that calls a function in a set operation', "SELECT 1 UNION SELECT lo_import('/etc/passwd')", READ, /lo_import/],
    ['that turns the time limit off', "SELECT set_config('statement_timeout','0',false)", READ, /set_config/],
    ['that names the schema of a function that is not listed', "SELECT pg_catalog.set_config('a','b',false)", READ, /set_config/],
    ['that calls a listed name from another schema', 'SELECT evil.count(1)', READ, /evil\.count/],
    ['that uses an operator from another schema', 'SELECT 1 OPERATOR(evil.+) 1', READ, /operator/],
    ['that reads a file', "SELECT pg_read_file('/etc/passwd')", READ, /pg_read_file/],
    ['that reaches another server', "SELECT * FROM dblink('host=x', 'select 1') AS t(a int)", READ, /dblink/],
    ['that sleeps', 'SELECT pg_sleep(1000)', READ, /pg_sleep/],
    ['that leaves READ ONLY', 'SET TRANSACTION READ WRITE', READ, /SET/],
    ['that commits', 'COMMIT', READ, /transaction control/],
    ['that begins and does not end', 'BEGIN', READ, /transaction control/],
    ['with a NUL, behind which the parser is blind', 'select 1\0; drop table x', READ, /NUL/],
    ['that is a psql command', '\\! id', READ, /parser says/],
    ['that resets the server', 'ALTER SYSTEM RESET ALL', READ, /ALTER SYSTEM/],
    ['that becomes another user', 'SET ROLE postgres', READ, /SET/],
    ['that loads a library', "LOAD 'x'", READ, /LOAD/],
    ['that creates an extension', 'CREATE EXTENSION plpython3u', READ, /CREATE EXTENSION/],
    ['with a direction override in a name', `SELECT 1 AS "a${RIGHT_TO_LEFT}b"`, READ, /U\+202E/],
    ['with a direction override in a comment', `SELECT 1 -- ${RIGHT_TO_LEFT}`, READ, /U\+202E/],
    ['with an escaped direction override in a name', 'SELECT 1 AS U&"\\202Ea"', READ, /U\+202E/],
    ['with a zero-width space in a name', `DROP INDEX CONCURRENTLY "idx${ZERO_WIDTH}a"`, DROP, /U\+200B/],
    ['with a line end in a name', 'DROP INDEX CONCURRENTLY "a\nb"', DROP, /U\+000A/],
    ['with a name that the server would cut off', `DROP INDEX CONCURRENTLY ${'x'.repeat(64)}`, DROP, /63 bytes/],
    ['with a name of few letters and many bytes', `DROP INDEX CONCURRENTLY "${'é'.repeat(32)}"`, DROP, /63 bytes/],
    ['that is empty', ' \n', READ, /no statement/],
    ['that is a comment only', '-- nothing', READ, /no statement/],
    ['that drops two indexes', 'DROP INDEX CONCURRENTLY a, b', DROP, /2 indexes/],
    ['that passes over a misspelt index', 'DROP INDEX CONCURRENTLY IF EXISTS idx_emial', DROP, /IF EXISTS/],
    ['that blocks the table', 'DROP INDEX a', DROP, /CONCURRENTLY/],
    ['that takes dependants with it', 'DROP INDEX CONCURRENTLY a CASCADE', DROP, /CASCADE/],
    ['that drops a table as a view', 'DROP TABLE v CASCADE', DROP_VIEW, /other than a view/],
    ['that drops a view as a table', 'DROP VIEW t CASCADE', DROP_TABLE, /other than a table/],
    ['that drops a materialized view as a view', 'DROP MATERIALIZED VIEW v CASCADE', DROP_VIEW, /other than a view/],
    ['that drops a view without what hangs on it', 'DROP VIEW v', DROP_VIEW, /without CASCADE/],
    ['that drops a table and says RESTRICT', 'DROP TABLE t RESTRICT', DROP_TABLE, /without CASCADE/],
    ['that drops two views', 'DROP VIEW v, w CASCADE', DROP_VIEW, /2 views/],
    ['that drops two tables', 'DROP TABLE t, u CASCADE', DROP_TABLE, /2 tables/],
    ['that passes over a misspelt table', 'DROP TABLE IF EXISTS t CASCADE', DROP_TABLE, /IF EXISTS/],
    ['that drops a table as a read', 'DROP TABLE t CASCADE', { effect: 'read', statement: 'drop-table-cascade' }, /effect/],
    ['that creates a table', 'SELECT 1 INTO t', READ, /SELECT INTO/],
    ['that creates a table in a set operation', 'SELECT 1 INTO t UNION SELECT 2', READ, /SELECT INTO/],
    ['that locks rows', 'SELECT * FROM t FOR UPDATE', READ, /FOR UPDATE/],
    ['that locks rows further down', 'SELECT * FROM (SELECT * FROM t FOR SHARE) x', READ, /FOR SHARE/],
    ['that is a change where a read is declared', 'DELETE FROM t', READ, /DELETE/],
    ['that is a read where a drop is declared', 'SELECT 1', DROP, /SELECT/],
    ['that is declared with an effect that does not fit', 'DROP INDEX CONCURRENTLY a', { effect: 'read', statement: 'drop-index-concurrently' }, /effect/],
    ['that makes an index while nobody may write', 'CREATE INDEX i ON t (c)', CREATE, /without CONCURRENTLY/],
    ['that passes over an index of that name', 'CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (c)', CREATE, /IF NOT EXISTS/],
    ['that runs a function at each row of an index', 'CREATE INDEX CONCURRENTLY i ON t USING btree (f(c))', CREATE, /calls f\(\)/],
    ['that runs a function in the condition of an index', 'CREATE INDEX CONCURRENTLY i ON t (c) WHERE pg_sleep(1) IS NULL', CREATE, /pg_sleep/],
    ['that makes a table where an index is declared', 'CREATE TABLE t ()', CREATE, /is declared/],
    ['that calls a function nobody has reviewed', 'SELECT pg_reload_conf()', CALL, /nobody has reviewed/],
    ['that calls a function of that name elsewhere', "SELECT evil.set_vector_search_params('default')", CALL, /nobody has reviewed/],
    ['that calls two functions', "SELECT set_vector_search_params('a'), set_vector_search_params('b')", CALL, /2 functions/],
    ['that calls one inside the other', 'SELECT set_vector_search_params(version())', CALL, /2 functions/],
    ['that calls a function for every row', 'SELECT set_vector_search_params(name) FROM t', CALL, /larger statement \(fromClause\)/],
    ['that calls a function and changes more', "WITH d AS (DELETE FROM t) SELECT set_vector_search_params('a')", CALL, /larger statement/],
    ['that works out what it calls a function with', 'SELECT set_vector_search_params((SELECT a FROM t))', CALL, /SubLink/],
    ['that calls nothing', 'SELECT 1', CALL, /0 functions/],
    ['that calls a function as a read', "SELECT set_vector_search_params('a')", READ, /not on the list/],
    ['that resets all settings', 'ALTER SYSTEM RESET ALL', RESET, /RESET ALL/],
    ['that resets a setting which is not on the list', 'ALTER SYSTEM RESET archive_command', RESET, /archive_command/],
    ['that sets a value where a reset is declared', "ALTER SYSTEM SET work_mem = '4MB'", RESET, /sets a value/],
    ['that resets where a value is declared', 'ALTER SYSTEM RESET work_mem', SET, /sets no value/],
    ['that sets a setting which is not on the list', "ALTER SYSTEM SET archive_command = 'rm -rf /'", SET, /archive_command/],
    ['that sets two values where there is one', "ALTER SYSTEM SET max_connections = '80', '90'", SET, /not of the form/],
    ['that preloads a library by another way', "ALTER SYSTEM SET shared_preload_libraries = 'a b;c'", SET, /not of the form/],
    ['that sets a setting back to its default', 'ALTER SYSTEM SET work_mem TO DEFAULT', SET, /sets no value/],
    ['that sets a value for the session', "SET work_mem = '4MB'", SET, /SET, which changes the session/],
    ['that calls the server for what is not on the list', 'SELECT pg_rotate_logfile()', SERVER, /nobody has reviewed/],
    ['that is longer than a person can read', `SELECT '${'x'.repeat(MAX_SQL_BYTES)}'`, READ, /64 KiB/],
    ['that does not parse', 'SELEC 1', READ, /parser says/],
  ];
  it.each(refused)('%s', (_name, text, declared, because) => {
    const verdict = judgeSqlText(text, declared);
    expect(verdict).toMatchObject({ verdict: 'refused', because: expect.stringMatching(because) });
    expect(verdict).toHaveProperty('remedy', expect.stringMatching(/\.$/));
  });
});

describe('a text is accepted', () => {
  // biome-ignore format: a table reads by its rows
  const accepted: [name: string, text: string, declared: DeclaredSql][] = [
    ['with a semicolon in a literal', "select 'a;b'", READ],
    ['with a semicolon at its end', 'select 1;', READ],
    ['with line ends in a literal', "select 'a\n\tb'", READ],
    ['with joins, windows, cases and subqueries over the catalogue', 'select case when count(*) > 1 then 1 end, row_number() over (order by relname) from pg_class c left join pg_index i on i.indexrelid = c.oid where relname like \'idx\\_%\' escape \'\\\' and exists (select 1) group by relname', READ],
    ['with a WITH that only reads', 'with a as (select 1 as x) select x from a', READ],
    ['with a name of exactly 63 bytes', `drop index concurrently "${'x'.repeat(63)}"`, DROP],
    ['with a schema before the index', 'drop index concurrently public.a', DROP],
    ['with an index as the catalogue writes it down', `CREATE UNIQUE INDEX CONCURRENTLY i ON public.t USING btree (a, lower(b) DESC) WHERE (c IS NOT NULL)`, CREATE],
    ['with an index of pgvector', "CREATE INDEX CONCURRENTLY i ON public.t USING ivfflat (e vector_cosine_ops) WITH (lists='50')", CREATE],
    ['with a call that was reviewed', 'SELECT set_vector_search_params($1)', CALL],
    ['that drops one view and what hangs on it', 'drop view public.v cascade', DROP_VIEW],
    ['that drops one table and what hangs on it', 'drop table t cascade', DROP_TABLE],
    ['with the reset of one setting', 'alter system reset shared_preload_libraries', RESET],
    ['with what a setting was kept as', "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements', '$libdir/b'", SET],
    ['with a call of the server', 'select pg_reload_conf()', SERVER],
    ['with letters of any language', 'select 1 as "größe"', READ],
  ];
  it.each(accepted)('%s', (_name, text, declared) => {
    expect(judgeSqlText(text, declared)).toEqual({ verdict: 'allowed' });
  });
});

it('gives the tree of a text that parses', () => {
  expect(parseSql('select 1')).toMatchObject({ verdict: 'parsed', tree: { stmts: [{ stmt: { SelectStmt: {} } }] } });
});
