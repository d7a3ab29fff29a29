import { expect, it } from 'vitest';
import { assertConfirmed, exactListsOf } from './exact-lists';
import { exactly, ok, warn } from './preflight/finding';

const VIEW = { key: 'cascade-view', sentence: '2 more objects go.', count: 2 };
const TABLE = { key: 'cascade-table', sentence: '1 more object goes.', count: 1 };

it('lists that go with a plan are those whose items are approved one by one, with their number', () => {
  const findings = [
    exactly(warn('cascade-view', '2 more objects go.', 'Ask.', ['view a', 'view b'])),
    exactly(ok('cascade-table', 'Nothing else goes.')),
    warn('table-locks', 'Somebody holds it.', 'Wait.', ['pid 1']),
  ];
  expect(exactListsOf(findings)).toEqual([{ ...VIEW, items: ['view a', 'view b'] }]);
});

it('as many others are another list, and the same in another order are the same', () => {
  const listsOf = (...items: string[]) => exactListsOf([exactly(warn(VIEW.key, VIEW.sentence, 'Ask.', items))]);
  expect(listsOf('view a', 'view c')).not.toEqual(listsOf('view a', 'view b'));
  expect(listsOf('view b', 'view a')).toEqual(listsOf('view a', 'view b'));
});

it('two lists of one kind are confirmed one by one', () => {
  const of = (table: string, ...items: string[]) => exactly(warn('cascade-table', `${table} goes.`, 'Ask.', items));
  const lists = exactListsOf([of('one', 'a'), of('two', 'b'), { ...of('three', 'c'), key: 'cascade-table-2' }]);
  expect(lists.map(({ key, items }) => [key, items])).toEqual([
    ['cascade-table', ['a']],
    ['cascade-table-3', ['b']],
    ['cascade-table-2', ['c']],
  ]);
  expect(() => assertConfirmed(lists, [{ key: 'cascade-table', count: 1 }])).toThrow(/“cascade-table-3”/);
});

it.each([
  ['none is there', [], []],
  [
    'each is confirmed by its number',
    [VIEW, TABLE],
    [
      { key: 'cascade-table', count: 1 },
      { key: 'cascade-view', count: 2 },
    ],
  ],
])('an approval stands where %s', (_, lists, confirmed) => {
  expect(() => assertConfirmed(lists, confirmed)).not.toThrow();
});

it.each([
  ['nothing is confirmed', [VIEW], [], /“cascade-view” was not confirmed by its number: 2 more objects go/],
  ['one of two is', [VIEW, TABLE], [{ key: 'cascade-view', count: 2 }], /“cascade-table” was not confirmed/],
  ['the number is another', [VIEW], [{ key: 'cascade-view', count: 3 }], /“cascade-view” was not confirmed/],
  ['the plan has no such list', [], [{ key: 'cascade-view', count: 2 }], /no list “cascade-view”/],
])('an approval is refused where %s, and says which list', (_, lists, confirmed, words) => {
  expect(() => assertConfirmed(lists, confirmed)).toThrow(words);
});
