import { expect, it } from 'vitest';
import { roleSchema } from '@/lib/contracts/runbook';
import { ACTIONS, outcomeOf, PAGES, ROUTES } from './entry-points';
import { mayDo } from './permissions';

it.each(roleSchema.options)(
  'a %s meets at an entry what the table of permissions says, for one of several as well',
  (role) => {
    expect(outcomeOf('people.manage', role)).toBe(mayDo(role, 'people.manage') ? 'allowed' : 'forbidden');
    expect(outcomeOf(['people.manage', 'console.read'], role)).toBe('allowed');
    expect(outcomeOf([], role)).toBe('forbidden');
  },
);

it('nobody who is not signed in comes further than where anybody may', () => {
  expect(outcomeOf('console.read', null)).toBe('not_signed_in');
  expect([outcomeOf('anyone', null), outcomeOf('setup token', null)]).toEqual(['allowed', 'allowed']);
});

it('no action of a signed-in folder is for anybody, and no route is posted to but for signing in, looks and receipts', () => {
  const inside = Object.entries(ACTIONS).filter(([folder]) => folder.startsWith('(console)'));
  expect(inside.flatMap(([, actions]) => Object.values(actions)).filter((asks) => asks === 'anyone')).toEqual([]);
  expect(Object.keys(ROUTES).filter((route) => !route.startsWith('GET '))).toEqual([
    'POST /api/auth/[...nextauth]',
    'POST /api/looks',
    'POST /api/push',
  ]);
  expect(Object.keys(PAGES).filter((page) => page.startsWith('(console)') && PAGES[page] === 'anyone')).toEqual([]);
});
