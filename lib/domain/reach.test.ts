import { describe, expect, it } from 'vitest';
import { isSameReach, mayReach, reachOf } from './reach';

const [MINE, THEIRS] = ['team-of-mine', 'team-of-theirs'];

describe('a target is reached', () => {
  it.each([
    ['of nobody by everybody', 'engineer', [], null, true],
    ['of a team by its members', 'engineer', [THEIRS, MINE], MINE, true],
    ['of a team by nobody else, however high', 'executive', [THEIRS], MINE, false],
    ['of a team by nobody without a team', 'team_lead', [], MINE, false],
    ['of any team by administrators', 'administrator', [], MINE, true],
  ] as const)('%s', (_, role, teamIds, teamId, expected) => {
    expect(mayReach(reachOf(role, teamIds), teamId)).toBe(expected);
  });
});

describe('two reaches', () => {
  it('are one in whatever order their teams were read', () => {
    expect(isSameReach(reachOf('engineer', [MINE, THEIRS]), reachOf('team_lead', [THEIRS, MINE]))).toBe(true);
  });

  it.each([
    ['a team less', reachOf('engineer', [MINE])],
    ['another team', reachOf('engineer', [MINE, 'a third'])],
    ['everything', reachOf('administrator', [MINE, THEIRS])],
  ])('differ by %s', (_, other) => {
    expect(isSameReach(reachOf('engineer', [MINE, THEIRS]), other)).toBe(false);
  });
});
