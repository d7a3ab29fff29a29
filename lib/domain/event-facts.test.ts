import { expect, it } from 'vitest';
import { EVENT_KINDS, factsOf, typesOf } from './event-facts';

it('an event is read in the order of its list, without what is empty or in no list', () => {
  const data = { note: '', approver: 'a team lead', planHash: 'ab', strange: 'x' };
  expect(factsOf('approval.requested', data)).toEqual([
    { name: 'planHash', value: 'ab' },
    { name: 'approver', value: 'a team lead' },
  ]);
  expect(factsOf('nobodys.event', data)).toEqual([]);
  expect(factsOf('approval.requested', null)).toEqual([]);
});

it('a list is one line, and a text without an end is shortened', () => {
  expect(factsOf('approval.reminded', { approvers: ['Kim', 'Pat'] })).toContainEqual({
    name: 'approvers',
    value: 'Kim, Pat',
  });
  expect(factsOf('run.failed', { reason: 'x'.repeat(5000) })[0]?.value).toHaveLength(2001);
});

it('every kind has its events', () => {
  expect(EVENT_KINDS).toContain('approval');
  for (const kind of EVENT_KINDS) expect(typesOf(kind).length, kind).toBeGreaterThan(0);
});
