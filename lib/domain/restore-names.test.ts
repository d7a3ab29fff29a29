import { expect, it } from 'vitest';
import { parseRestoreName } from './restore-names';
import { readSqlFile, renderSql } from './runbook-sql';

it.each([
  ['replyx_failed_20251123_020304', { live: 'replyx', kind: 'failed', stamp: '20251123_020304' }],
  [
    'a_restored_20250101_000000_undone_20251123_020304',
    { live: 'a_restored_20250101_000000', kind: 'undone', stamp: '20251123_020304' },
  ],
  ['replyx', null],
  ['replyx_failed', null],
  ['replyx_failed_20251123', null],
  ['_failed_20251123_020304', null],
  ['replyx_failed_20251123_020304_', null],
])('%s', (name, parsed) => {
  expect(parseRestoreName(name)).toEqual(parsed);
});

it('is the only name that a statement with such a parameter takes', () => {
  const header = [
    'purpose: p',
    'effect: change',
    'statement: drop-database',
    'params: database:restore-database',
    'risk: r',
    'expects: e',
  ];
  const file = readSqlFile(
    'sql/x.sql',
    [...header.map((line) => `--! ${line}`), 'drop database :"database"'].join('\n'),
  );
  expect(renderSql(file, { database: 'replyx_undone_20251123_020304' }).text).toBe(
    'drop database "replyx_undone_20251123_020304"',
  );
  for (const database of ['replyx', 'postgres', 'replyx_failed_20251123_020304"; drop database replyx; --', ''])
    expect(() => renderSql(file, { database })).toThrow(/not the name of a database that a restore made or kept/);
});
