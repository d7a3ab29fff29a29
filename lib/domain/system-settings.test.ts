import { describe, expect, it } from 'vitest';
import { isSystemSetting, listOfSetting, setStatement, settingWords, shownValue } from './system-settings';

describe('the statement that puts a setting back', () => {
  it.each([
    ['max_connections', '80', "ALTER SYSTEM SET max_connections = '80'"],
    ['work_mem', '16MB', "ALTER SYSTEM SET work_mem = '16MB'"],
    ['work_mem', '4096', "ALTER SYSTEM SET work_mem = '4096'"],
    ['shared_preload_libraries', 'a, "b c"', null],
    [
      'shared_preload_libraries',
      'pg_stat_statements,"$libdir/other"',
      "ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements', '$libdir/other'",
    ],
    ['shared_preload_libraries', '', null],
    ['max_connections', "80'; DROP TABLE t", null],
    ['max_connections', '80, 90', null],
    ['work_mem', '16 MB', null],
  ] as const)('of %s as %s', (name, text, statement) => {
    expect(setStatement(name, text)).toBe(statement);
  });
});

describe('a value as the server shows it', () => {
  it.each([
    ['16MB', 'kB', '16384'],
    ['64kB', 'kB', '64'],
    ['4096', 'kB', '4096'],
    ['64MB', '8kB', '8192'],
    ['60', null, '60'],
    ['"a", b', null, 'a,b'],
    ['much', 'kB', null],
    ['16MB', 'ms', null],
  ])('%s in %s is %s', (text, unit, shown) => {
    expect(shownValue(text, unit)).toBe(shown);
  });

  it.each([
    ['16384', 'kB', '16 MB'],
    ['64', 'kB', '64 kB'],
    ['1025', 'kB', '1025 kB'],
    ['80', null, '80'],
    ['a,b', null, 'a, b'],
    ['', null, 'nothing'],
  ])('reads %s in %s as %s', (shown, unit, words) => {
    expect(settingWords(shown, unit)).toBe(words);
  });
});

it('takes no setting of another name, nor of the prototype', () => {
  expect(['work_mem', 'archive_command', 'constructor', '__proto__'].map(isSystemSetting)).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(listOfSetting(' a , "b",, ')).toEqual(['a', 'b']);
});
