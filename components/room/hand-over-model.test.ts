import { expect, it } from 'vitest';
import type { HandOverView } from '@/lib/contracts/hand-over';
import type { RoomView } from '@/lib/contracts/views';
import { choicesFor, choiceWords, offerTitle, standingWords } from './hand-over-model';

const offer = (kind: 'incident' | 'wheel') =>
  ({ kind, to: { id: 'dora', name: 'Dora' }, offeredBy: 'Kim' }) as HandOverView;

it.each([
  ['incident', 'dora', 'Kim asks you to take over this incident'],
  ['wheel', 'dora', 'Kim offers you the wheel'],
  ['incident', 'kim', 'Waiting for Dora to take over'],
  ['wheel', 'eve', 'Waiting for Dora to take the wheel'],
] as const)('an offer of the %s says to %s: %s', (kind, meId, words) => {
  expect(offerTitle(offer(kind), meId)).toBe(words);
});

it('those who can take it are listed first, and the others say why they cannot', () => {
  const candidate = (name: string, becauseNot: object = {}) => ({
    id: name,
    name,
    role: 'engineer',
    isPresent: name === 'Dora',
    becauseNot,
  });
  const handOver = {
    candidates: [
      candidate('Lea', { incident: 'They approved the plan, so somebody else has to drive it.' }),
      candidate('Dora'),
    ],
  } as unknown as RoomView['handOver'];
  expect(choicesFor(handOver, 'incident').map(choiceWords)).toEqual([
    'Dora, here now',
    'Lea (they approved the plan, so somebody else has to drive it)',
  ]);
  expect(choicesFor(handOver, 'wheel').map(({ because }) => because)).toEqual([null, null]);
});

it('who drives and who leads is said in words', () => {
  const room = {
    me: { id: 'kim' },
    people: [{ id: 'kim', name: 'Kim', isDriver: true }],
    handOver: { lead: { id: 'dora', name: 'Dora' } },
  };
  expect(standingWords(room as unknown as RoomView)).toBe('You drive. Dora leads this incident.');
});
