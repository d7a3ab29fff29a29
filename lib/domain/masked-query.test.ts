import { expect, it } from 'vitest';
import { maskedQuery } from './masked-query';

it.each([
  ["select * from users where email = 'kim@example.com'", "select * from users where email = '…'"],
  ["alter role kim password 'it''s secret'", "alter role kim password '…'"],
  ["select E'a\\n' || $$whole $ body$$ || $tag$x$tag$", "select '…' || '…' || '…'"],
  ["select E'it\\'s secret', 1e5", "select '…', …"],
  ['update t1 set a = 4711 where id = 12.5 and b = c2', 'update t1 set a = … where id = … and b = c2'],
  ['select "Name 1" from "t\'s"', 'select "Name 1" from "t\'s"'],
  ['select 1 -- token abc\n from /* secret */ t where $1', 'select … from t where $1'],
  ["insert into t values ('cut off by the serv", "insert into t values ('…'"],
])('shows %j as %j', (text, shown) => {
  expect(maskedQuery(text)).toBe(shown);
});

it('is short and on one line', () => {
  const shown = maskedQuery(`select ${'column_name,\n'.repeat(100)} x`);
  expect(shown).toHaveLength(160);
  expect(shown).not.toContain('\n');
});
