import { escapeIdentifier } from 'pg';
import { describe, expect, it } from 'vitest';
import type { RunbookError } from './runbook-errors';
import { readSqlFile, renderSql, type SqlArguments } from './runbook-sql';

const HEADER = [
  '--! purpose: p',
  '--! effect: change',
  '--! statement: drop-index-concurrently',
  '--! params: index:identifier',
  '--! risk: r',
  '--! expects: e',
];
const fileOf = (params: string, body: string) =>
  readSqlFile(
    'sql/x.sql',
    [...HEADER.map((line) => (line.startsWith('--! params') ? `--! params: ${params}` : line)), body].join('\n'),
  );
const drop = fileOf('index:identifier', 'drop index concurrently :"index";');
const render = (given: SqlArguments) => renderSql(drop, given);

describe('renderSql', () => {
  it.each(['idx_a', 'Mixed Case', 'x"; drop table t;--', '""', 'größe', "a'b", '$1', '\\'])(
    "quotes %j as pg's escapeIdentifier does",
    (name) => {
      expect(render({ index: name }).text).toBe(`drop index concurrently ${escapeIdentifier(name)};`);
    },
  );

  it('leaves a value that looks like another slot as it is', () => {
    const both = fileOf('a:identifier, b:identifier', 'drop index concurrently :"a".:"b";');
    expect(renderSql(both, { a: ':"b"', b: '$&' }).text).toBe('drop index concurrently ":""b"""."$&";');
  });

  it('leaves shell and template marks as plain text', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that it stays text is the point
    for (const name of ['$(id)', '`id`', '{{constructor}}', '${x}'])
      expect(render({ index: name }).text).toContain(`"${name}"`);
  });

  it('binds values in the order of the header, and lists as array literals', () => {
    const select = fileOf('names:text[], index:identifier, pid:integer, word:text', 'select 1 from :"index"');
    const { text, values } = renderSql(select, { names: 'a, b"c\\', index: 'i', pid: '7', word: ':"index"' });
    expect(text).toBe('select 1 from "i"');
    expect(values).toEqual(['{"a","b\\"c\\\\"}', '7', ':"index"']);
  });

  const refused: [string, SqlArguments, RegExp][] = [
    ['a missing parameter', {}, /"index" was refused: it is missing/],
    ['an unknown parameter', { index: 'a', more: 'b' }, /"more" was refused/],
    ['a parameter that is only inherited', Object.create({ index: 'a' }) as SqlArguments, /missing/],
    ['a prototype key', JSON.parse('{"index":"a","__proto__":"b"}') as SqlArguments, /__proto__/],
    ['an empty name', { index: '' }, /empty/],
    ['a NUL', { index: 'a\0b' }, /NUL/],
    ['a line end', { index: 'a\nb' }, /U\+000A/],
    ['a direction override', { index: `a${String.fromCodePoint(0x202e)}` }, /U\+202E/],
    ['a name over 63 bytes', { index: 'é'.repeat(32) }, /63 bytes/],
    ['a list where a name belongs', { index: ['a', 'b'] }, /not a list/],
  ];
  it.each(refused)('refuses %s', (_name, given, message) => {
    expect(() => render(given)).toThrow(message);
  });

  it.each(['1e309', '-', '1;2', '0x1', ''])('refuses %j as a whole number', (pid) => {
    expect(() => renderSql(fileOf('pid:integer', 'select $1'), { pid })).toThrow(/whole number/);
  });

  it('leaves out the comments that open a file, and keeps those inside the statement', () => {
    const file = fileOf('', '-- for keepers\nselect 1 -- one\n-- and\n, 2');
    expect(renderSql(file, {}).text).toBe('select 1 -- one\n-- and\n, 2');
  });

  it('takes a cast to a quoted type for what it is', () => {
    expect(renderSql(fileOf('', 'select c::"char" from pg_class'), {}).text).toBe('select c::"char" from pg_class');
  });
});

describe('readSqlFile', () => {
  const problemsOf = (text: string) => {
    try {
      readSqlFile('sql/x.sql', text);
      return [];
    } catch (error) {
      return (error as RunbookError).message.split('\n');
    }
  };

  it('names every header that is missing', () => {
    expect(problemsOf('select 1').filter((line) => line.includes('the header is missing'))).toHaveLength(6);
  });

  const bad: [string, string, string][] = [
    ['an unknown header', '--! purpse: p', 'sql/x.sql:1 purpse: there is no such header'],
    ['a header given twice', '--! risk: a\n--! risk: b', 'sql/x.sql:2 risk: the header is given twice'],
    ['an unknown effect', '--! effect: destroy', 'sql/x.sql:1 effect: use one of: read, change, irreversible'],
    [
      'an unknown statement',
      '--! statement: vacuum',
      'sql/x.sql:1 statement: use one of: select, drop-index-concurrently',
    ],
    ['an unknown type', '--! params: a:blob', '"a:blob" is not name:type'],
    ['a slot that is not declared', 'drop index :"x"', ':"x" is used and not declared'],
    ['an identifier that is not used', '--! params: x:identifier', 'the identifier "x" is declared and not used'],
  ];
  it.each(bad)('refuses %s', (_name, text, problem) => {
    expect(problemsOf(text).join('\n')).toContain(problem);
  });
});
