import { expect, it } from 'vitest';
import { standingDenials } from './denials';

const asked = (state: string, choice: string | null = 'this', kind = 'request') => ({
  state,
  kind,
  choice,
  planHash: `then ${choice}`,
});

it.each([
  ['holds after another look at the same choice', [asked('denied')], true],
  ['holds after a request that came to nothing', [asked('expired'), asked('withdrawn'), asked('denied')], true],
  ['holds after the glass was broken', [asked('approved', 'this', 'break_glass'), asked('denied')], true],
  ['of an older kind holds for any choice', [asked('denied', null)], true],
  ['to another choice is none to this', [asked('denied', 'that')], false],
  ['is over with a later yes', [asked('approved'), asked('denied')], false],
  ['holds after a yes to another choice', [asked('used', 'that'), asked('denied')], true],
  ['after a yes holds', [asked('denied'), asked('used')], true],
])('a no %s', (_, requests, isDenied) => {
  expect(standingDenials(requests, { planHash: 'now', choice: 'this' }).length > 0).toBe(isDenied);
});

it('a no to this very plan holds, whatever was chosen', () => {
  expect(standingDenials([asked('denied', 'that')], { planHash: 'then that', choice: 'this' })).toHaveLength(1);
});
