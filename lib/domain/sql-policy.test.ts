import { parse } from 'libpg-query';
import { describe, expect, it } from 'vitest';
import { judgeSql, STATEMENT_KINDS } from './sql-policy';
import { parameterNumbers, type SqlTree } from './sql-policy-tree';

const READ = { effect: 'read', statement: 'select' } as const;

describe('judgeSql', () => {
  it('refuses a tree without a statement', () => {
    expect(judgeSql({}, READ)).toMatchObject({ verdict: 'refused', because: expect.stringContaining('no statement') });
  });

  it('refuses a node that nobody has looked at yet', () => {
    const tree = { stmts: [{ stmt: { SelectStmt: { targetList: [{ NodeOfThe99thRelease: {} }] } } }] };
    expect(judgeSql(tree, READ)).toMatchObject({
      verdict: 'refused',
      because: expect.stringContaining('NodeOfThe99thRelease'),
    });
  });

  it('refuses every kind of statement that is not declared, and says which can run', async () => {
    for (const text of [
      'vacuum',
      'truncate t',
      'grant all on t to x',
      'create table t ()',
      'listen x',
      'checkpoint',
      'reindex index x',
      'call f()',
      'merge into t using s on true when matched then delete',
    ]) {
      const verdict = judgeSql((await parse(text)) as SqlTree, READ);
      expect(verdict, text).toMatchObject({
        verdict: 'refused',
        remedy: expect.stringContaining(STATEMENT_KINDS.join(', ')),
      });
    }
  });
});

it('finds the values that a statement binds', async () => {
  const tree = (await parse('select $2 where exists (select 1 where 1 = any($1::int[]) and 2 = $2)')) as SqlTree;
  expect([...parameterNumbers(tree)].sort()).toEqual([1, 2]);
});
