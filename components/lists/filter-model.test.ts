import { expect, it } from 'vitest';
import { addressOf, countIncidents, filterOf, NO_FILTER } from './filter-model';

const read = (query: string) => filterOf(new URLSearchParams(query));

it('asks for nothing without a filter, and has no query then', () => {
  expect(read('')).toEqual(NO_FILTER);
  expect(addressOf(NO_FILTER)).toBe('/reports');
});
it('reads back every filter that an address carries', () => {
  const filter = {
    ...NO_FILTER,
    text: 'slow vector',
    severity: 'high',
    target: 'a & b',
    state: 'complete',
    kind: 'drills',
  } as const;
  expect(read(addressOf(filter).split('?')[1] ?? '')).toEqual(filter);
});
it('takes words that are no filter for none', () => {
  expect(read('severity=worst&state=half&kind=both')).toEqual(NO_FILTER);
});
it('tells drills from incidents in what it counts, and says where it stopped counting', () => {
  const count = (incidents: number, drills: number, isMore = false) => countIncidents({ incidents, drills, isMore });
  expect([count(3, 1), count(3, 0), count(0, 1), count(0, 0)]).toEqual([
    '3 incidents and 1 drill',
    '3 incidents',
    '1 drill',
    '0 incidents',
  ]);
  expect(count(901, 100, true)).toBe('more than 1,000');
});
