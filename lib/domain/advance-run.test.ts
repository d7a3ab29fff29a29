import { describe, expect, it } from 'vitest';
import { advance, NOT_NEEDED, type WalkedStep } from './advance-run';
import { STEP_STATES, type StepState } from './run-states';

/** "a:succeeded b@other:pending", in the order of their ordinals. */
function steps(text: string): WalkedStep[] {
  return text.split(' ').map((word, ordinal) => {
    const [name = '', state] = word.split(':');
    const [id = '', branch = 'main'] = name.split('@');
    return { id, ordinal, branch, state: state as StepState, plannedSkip: null };
  });
}
const leftOut = (walked: WalkedStep[], id: string, reason = 'nginx is not on this target') =>
  walked.map((step) => (step.id === id ? { ...step, plannedSkip: reason } : step));

describe('a run goes on', () => {
  it.each([
    ['with its first step', 'a:pending b:pending', 'a'],
    ['behind what succeeded or was skipped', 'a:succeeded b:skipped c:pending', 'c'],
    ['past the steps of a branch not taken', 'a:succeeded b@other:pending c@usual:pending', 'c'],
    ['with the common step between two branches', 'a@usual:succeeded b:pending c@other:pending', 'b'],
  ])('%s', (_, text, next) => {
    expect(advance(steps(text), 'usual')).toEqual({ kind: 'next', stepId: next, skip: [] });
  });

  it('in the order of the ordinals, however the steps were read', () => {
    const read = steps('a:succeeded b:pending c:pending').reverse();
    expect(advance(read, 'usual')).toMatchObject({ stepId: 'b' });
  });

  it('past a step that the plan leaves out, which is skipped with the reason of the plan', () => {
    const walked = leftOut(steps('a:succeeded b:pending c:pending'), 'b');
    expect(advance(walked, 'usual')).toEqual({
      kind: 'next',
      stepId: 'c',
      skip: [{ stepId: 'b', reason: 'nginx is not on this target' }],
    });
  });

  it('on the branch that was taken instead, and leaves the rest of the failed one alone', () => {
    const walked = steps('a:succeeded b@usual:skipped c@usual:pending d@other:pending e:pending');
    expect(advance(walked, 'other')).toMatchObject({ kind: 'next', stepId: 'd', skip: [] });
  });
});

describe('nothing goes on behind a step that nobody settled', () => {
  const open = STEP_STATES.filter((state) => !['pending', 'succeeded', 'skipped'].includes(state));
  it.each(open)('one that is %s', (state) => {
    expect(advance(steps(`a:succeeded b:${state} c:pending`), 'usual')).toEqual({ kind: 'stuck', stepId: 'b' });
  });

  it.each(open)('the last one, when it is %s', (state) => {
    expect(advance(steps(`a:succeeded b@usual:${state}`), 'usual')).toEqual({ kind: 'stuck', stepId: 'b' });
  });

  it('even where the plan leaves out the step between', () => {
    const walked = leftOut(steps('a:unknown b:pending c:pending'), 'b');
    expect(advance(walked, 'usual')).toEqual({ kind: 'stuck', stepId: 'a' });
  });
});

describe('a run is finished', () => {
  it('when every step on its way is settled', () => {
    expect(advance(steps('a:succeeded b:skipped c@usual:succeeded'), 'usual')).toEqual({ kind: 'finished', skip: [] });
  });

  it('with the steps of a branch not taken skipped, each with the reason', () => {
    const walked = steps('a:succeeded b@usual:succeeded c@other:pending d@other:pending');
    expect(advance(walked, 'usual')).toEqual({
      kind: 'finished',
      skip: [
        { stepId: 'c', reason: NOT_NEEDED },
        { stepId: 'd', reason: NOT_NEEDED },
      ],
    });
  });

  it('with each step skipped once, though both the plan and the way leave it out', () => {
    const walked = leftOut(steps('a:succeeded b:pending c@other:pending'), 'b');
    expect(advance(walked, 'usual')).toEqual({
      kind: 'finished',
      skip: [
        { stepId: 'b', reason: 'nginx is not on this target' },
        { stepId: 'c', reason: NOT_NEEDED },
      ],
    });
  });
});
