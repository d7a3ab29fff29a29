import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { STATEMENT_KINDS } from '@/lib/domain/sql-policy';
import { judgeSqlText, loadSqlParser } from './parse-sql';

beforeAll(loadSqlParser);
const SEED = { seed: 20261123 };
/** Half characters and signs that nobody sees among them. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0xffff })), { maxLength: 6 })
  .map((codes) => String.fromCharCode(...codes));
const READ = { effect: 'read', statement: 'select' } as const;

const WRITES = [
  'insert into t values (1)',
  'update t set a = 1',
  'delete from t',
  'truncate t',
  'drop table t',
  'alter table t add b int',
  'create table u as select 1',
  'grant all on t to public',
  "copy t to program 'id'",
  'vacuum t',
  'call p()',
  'set role postgres',
  'alter system reset all',
  'lock table t',
  'refresh materialized view m',
  'prepare x as delete from t',
  'declare c cursor for select 1',
  "notify a, 'b'",
  'security label on table t is null',
  "do 'begin delete from t; end'",
  'merge into t using s on true when matched then delete',
];
const CALLS = [
  'pg_terminate_backend(1)',
  "set_config('statement_timeout', '0', false)",
  "lo_import('/etc/passwd')",
  "pg_read_file('/etc/passwd')",
  "nextval('s')",
  'pg_sleep(1)',
  "dblink('x', 'y')",
  'evil.count(1)',
  "query_to_xml('delete from t', true, true, '')",
];

/** Where a write may stand so that PostgreSQL would run it. */
const AROUND_WRITE: ((write: string) => string)[] = [
  (w) => w,
  (w) => `${w} ;`,
  (w) => `select 1 ; ${w}`,
  (w) => `${w} ; select 1`,
  (w) => `with d as ( ${w} ) select 1`,
  (w) => `with d as ( ${w} returning 1 ) select * from d`,
  (w) => `select * from ( with d as ( ${w} returning 1 ) select * from d ) x`,
  (w) => `select 1 where exists ( with d as ( ${w} returning 1 ) select * from d )`,
  (w) => `explain analyze ${w}`,
  (w) => `explain ( analyze , verbose ) ${w}`,
  (w) => `begin ; ${w} ; commit`,
];
const AROUND_CALL: ((call: string) => string)[] = [
  (c) => `select ${c}`,
  (c) => `select * from ${c}`,
  (c) => `select 1 where ${c} is null`,
  (c) => `select 1 order by ${c}`,
  (c) => `select case when true then ${c} end`,
  (c) => `select 1 union all select ${c}`,
  (c) => `select * from t , lateral ( select ${c} ) x`,
  (c) => `select array[ ${c} ]`,
  (c) => `select row ( 1 , ${c} )`,
  (c) => `select ( select ${c} )`,
  (c) => `with a as ( select ${c} ) select * from a`,
  (c) => `select coalesce ( null , ${c} )`,
  (c) => `values ( ${c} )`,
  (c) => `select 1 limit ( select ${c} )`,
  (c) => `select count(*) over ( order by ${c} ) from t`,
  (c) => `select count(*) filter ( where ${c} is null ) from t`,
  (c) => `select 1 group by ${c}`,
  (c) => `select 1 having ${c} is null`,
  (c) => `select * from a join b on ${c} is null`,
];

const BLANKS = [' ', '\n', '\t', ' /* x */ ', '/**/', ' /* /* ; */ */ ', ' -- x\n'];

/** Which of them stands where, over and over. */
const BLANKS_BETWEEN = fc.array(fc.nat(BLANKS.length - 1), { minLength: 1, maxLength: 5 });
const dress = (words: readonly string[], blanks: readonly number[]) =>
  words.reduce((all, word, at) => `${all}${BLANKS[blanks[at % blanks.length] as number]}${word}`);

/** The same text for PostgreSQL: other blanks, comments between its words, other case of its words. */
const dressed = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, BLANKS_BETWEEN, fc.boolean()).map(([plain, blanks, isUpper]) => {
    const words = plain.split(' ').map((word) => (isUpper && !word.includes("'") ? word.toUpperCase() : word));
    return dress(words, blanks);
  });

const oneOf = <T>(list: readonly T[]) => fc.constantFrom(...list);

describe('whatever stands around it,', () => {
  it('a write never passes for a read', () => {
    const writes = dressed(fc.tuple(oneOf(WRITES), oneOf(AROUND_WRITE)).map(([write, around]) => around(write)));
    fc.assert(
      fc.property(writes, (text) => {
        expect(judgeSqlText(text, READ), text).toMatchObject({ verdict: 'refused' });
      }),
      { ...SEED, numRuns: 150 },
    );
  });

  it('a call that is not on the list never passes for a read, and one that is does', () => {
    const calls = fc.tuple(oneOf(CALLS), oneOf(AROUND_CALL), BLANKS_BETWEEN);
    fc.assert(
      fc.property(calls, ([call, around, blanks]) => {
        const asText = (text: string) => dress(text.split(' '), blanks);
        expect(judgeSqlText(asText(around(call)), READ), around(call)).toMatchObject({ verdict: 'refused' });
        expect(judgeSqlText(asText(around('length(a)')), READ), around('length(a)')).toEqual({ verdict: 'allowed' });
      }),
      { ...SEED, numRuns: 200 },
    );
  });

  it('a write passes for no kind of statement but its own', () => {
    const changes = fc.tuple(oneOf(WRITES), oneOf(STATEMENT_KINDS));
    fc.assert(
      fc.property(changes, ([text, statement]) => {
        expect(judgeSqlText(text, { effect: 'change', statement }).verdict).toBe('refused');
      }),
      { ...SEED, numRuns: 200 },
    );
  });
});

it('any text gets a verdict with a reason and a way out, and never an error', () => {
  const pieces = fc.array(
    fc.oneof(oneOf([...WRITES, ...CALLS, ...BLANKS, 'select', "'", '"', '$$', '(', ')', ';', '\\', '\0']), anyText),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(pieces, oneOf(STATEMENT_KINDS), (words, statement) => {
      const verdict = judgeSqlText(words.join(' '), { effect: 'read', statement });
      if (verdict.verdict === 'refused')
        expect([verdict.because, verdict.remedy].every((said) => said.length > 3)).toBe(true);
    }),
    { ...SEED, numRuns: 150 },
  );
});
