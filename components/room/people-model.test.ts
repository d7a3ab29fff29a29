import { expect, it } from 'vitest';
import type { PersonInRoom, RoomView } from '@/lib/contracts/views';
import { sortPeople, whereabouts } from './people-model';

const person = (given: Partial<PersonInRoom>): PersonInRoom => ({
  id: 'p',
  name: 'Kim',
  role: 'engineer',
  isPresent: true,
  isDriver: false,
  isLead: false,
  looksAt: '',
  ...given,
});
const steps = ['a', 'b'].map((id) => ({ id, branch: 'main', state: 'pending', startedAt: null }));
const room = { run: { branch: 'main', steps } } as unknown as Pick<RoomView, 'run'>;

it.each([
  [{ isPresent: false, looksAt: null }, 'not here now'],
  [{ looksAt: '' }, 'here now'],
  [{ looksAt: null }, 'here now'],
  [{ looksAt: 'plan' }, 'reads the plan'],
  [{ looksAt: 'step:b' }, 'looks at step 2 of 2'],
  [{ looksAt: 'step:of-another-run' }, 'here now'],
  [{ looksAt: 'criteria' }, 'looks at the success criteria'],
  [{ looksAt: 'of-a-newer-page' }, 'here now'],
] as [Partial<PersonInRoom>, string][])('somebody with %o is said to be so: %s', (given, words) => {
  expect(whereabouts(room, person(given))).toBe(words);
});

it('who is there comes before who has gone, and of those the one who drives first', () => {
  const people = [
    person({ id: 'gone driver', isPresent: false, isDriver: true }),
    person({ id: 'lead', isLead: true }),
    person({ id: 'guest' }),
    person({ id: 'driver', isDriver: true }),
  ];
  expect(sortPeople(people).map(({ id }) => id)).toEqual(['driver', 'lead', 'guest', 'gone driver']);
});
