import { describe, expect, it } from 'vitest';
import type { PersonView } from '@/lib/contracts/views';
import { membersOf } from './people-model';

const team = { id: 't1', key: 'payments', name: 'Payments' };
const person = (name: string, over: Partial<PersonView> = {}): PersonView => ({
  id: name,
  name,
  email: `${name}@example.com`,
  role: 'engineer',
  isActive: true,
  teams: [team],
  ...over,
});

describe('the people of a team', () => {
  it('are those who are in it by its id and can sign in', () => {
    const people = [
      person('Kim'),
      person('Alex', { isActive: false }),
      person('Robin', { teams: [{ ...team, id: 't2' }] }),
      person('Sam'),
    ];
    expect(membersOf(team, people)).toBe('Kim, Sam');
  });

  it('are said to be none where there are none', () => {
    expect(membersOf(team, [person('Robin', { teams: [] })])).toBe('Nobody is in it yet.');
  });
});
