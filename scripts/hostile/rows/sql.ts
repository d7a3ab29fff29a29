import { changed, importRow, sqlRow } from '../bring-in';
import type { Row } from '../row';

const READ = "select i.relname::text as name from pg_class i where i.relname = 'idx_users_email'\n```\n\n### Drop";

/** In place of the first step, which only looks. */
const lookRow = (id: string, what: string, statement: string, expected: Row['expected'] = 'R') =>
  importRow(id, what, 'hostile.md', () => changed('md', READ, `${statement}\n\`\`\`\n\n### Drop`), expected);

/** In place of the check that follows the change. */
const checkRow = (id: string, what: string, statement: string) =>
  importRow(id, what, 'hostile.md', () =>
    changed(
      'md',
      '```sql check value=0\nselect count(*)',
      `\`\`\`sql check value=0\n${statement}; select count(*)`,
    ).replace(
      `${statement}; select count(*)::text as left_over from pg_class i where i.relname = 'idx_users_email'`,
      statement,
    ),
  );

export const SQL_ROWS: readonly Row[] = [
  sqlRow(
    '1',
    'a second statement behind the first',
    'DROP INDEX CONCURRENTLY idx_users_email; DROP TABLE hostile_canary',
  ),
  sqlRow('2', 'a comment between the words', 'DROP/**/TABLE hostile_canary'),
  sqlRow('3', 'a DO block', `DO $$BEGIN EXECUTE 'drop table hostile_canary'; END$$`),
  lookRow('4', 'a DELETE inside WITH', 'WITH d AS (DELETE FROM hostile_canary RETURNING 1) SELECT * FROM d'),
  lookRow('5', 'EXPLAIN ANALYZE of a DELETE', 'EXPLAIN ANALYZE DELETE FROM hostile_canary'),
  sqlRow('6', 'COPY to a program', `COPY hostile_canary TO PROGRAM 'touch canary'`),
  checkRow('7', 'a check that ends sessions', 'SELECT pg_terminate_backend(pg_backend_pid())'),
  checkRow('8', 'a check that lifts its own time limit', `SELECT set_config('statement_timeout','0',false)`),
  sqlRow('9', 'making a reading transaction write', 'SET TRANSACTION READ WRITE'),
  sqlRow('10a', 'COMMIT', 'COMMIT'),
  sqlRow('10b', 'BEGIN that is not finished', 'BEGIN'),
  lookRow('11', 'a NUL with a statement behind it', 'select 1\0; drop table hostile_canary'),
  sqlRow('12', 'a command of psql', '\\! touch canary'),
  sqlRow('13', 'resetting every setting', 'ALTER SYSTEM RESET ALL'),
  sqlRow('14', 'another role', 'SET ROLE postgres'),
  sqlRow('15a', 'loading a library', `LOAD 'plperl'`),
  sqlRow('15b', 'an extension that runs programs', 'CREATE EXTENSION plpython3u'),
  sqlRow('16', 'a direction override in a name', 'drop index concurrently "idx_\u202eliame_sresu"'),
  sqlRow('17', 'a name that the server would cut off', `drop index concurrently ${'i'.repeat(64)}`),
  sqlRow('18a', 'nothing', ''),
  sqlRow('18b', 'a comment and nothing else', '-- drop table hostile_canary'),
  lookRow('19', 'a semicolon inside a literal', `select 'a;b' as words`, 'accepted'),
  sqlRow('20', 'two indexes in one statement', 'DROP INDEX CONCURRENTLY a, b', 'B'),
  sqlRow('21', 'IF EXISTS over a misspelt name', 'DROP INDEX CONCURRENTLY IF EXISTS idx_emial', 'B'),
];
