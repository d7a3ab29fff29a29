import { expect, it } from 'vitest';
import { judgeBesides, judgeRemaining } from './remaining-indexes';

it.each([
  [[], true, '0 idx_ indexes are there now.'],
  [['idx_a'], true, '1 idx_ index is there now.'],
  [['idx_a'], false, '1 other idx_ index is there, and stays.'],
  [['idx_a', 'idx_b'], false, '2 other idx_ indexes are there, and stay.'],
])('the indexes that are there are listed by name: %j', (names, isOfAll, sentence) => {
  expect(judgeRemaining(names, isOfAll)).toEqual({
    key: 'remaining-indexes',
    verdict: 'ok',
    sentence,
    details: names,
  });
});

it('what LIKE would match besides is known to whoever writes by hand, and nothing is said where there is none', () => {
  expect(judgeBesides([])).toEqual([]);
  const one = { schema_name: 'public', name: 'idxxemail', table_name: 'users' };
  expect(judgeBesides([one])).toMatchObject([
    {
      key: 'remaining-indexes-besides',
      verdict: 'warn',
      sentence: expect.stringContaining('would match 1 other index as well'),
      details: ['public.idxxemail on users'],
    },
  ]);
});
