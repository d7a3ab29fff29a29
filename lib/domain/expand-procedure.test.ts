import { describe, expect, it } from 'vitest';
import type { Procedure } from '@/lib/contracts/runbook';
import { procedureSchema } from '@/lib/contracts/runbook';
import { advance } from './advance-run';
import { takeBranch } from './branches';
import { expandProcedure, FINISH } from './expand-procedure';
import { phaseOfStep } from './phases';
import { commandStep, httpStep, procedure } from './testing/fixtures';

const part = (key: string, over: Record<string, unknown> = {}): Procedure => ({
  ...procedure(over),
  key,
  title: `Part ${key}`,
});
const four = part('4.1', {
  parameters: [{ key: 'commit', title: 'Commit', help: 'Which.', type: { kind: 'commit', choicesFrom: 'log' } }],
  branches: [
    { key: 'main', title: 'Usual', about: 'The usual way.' },
    { key: 'back', title: 'Back', about: 'The way back.', isWayBack: true },
  ],
  steps: [
    { step: { ...commandStep(), arguments: { commit: '{commit}' } } },
    { branch: 'back', step: { ...commandStep(), key: 'undo', arguments: {} } },
    { branch: 'back', step: { ...httpStep(), key: 'look' } },
  ],
  preflight: [{ look: 'git-commit', arguments: { commit: '{commit}' } }, { look: 'connections' }],
});
const one = part('1.2', {
  parameters: [],
  branches: [
    { key: 'recommended', title: 'Usual', about: 'The usual way.' },
    { key: 'emergency', title: 'Emergency', about: 'The other way.' },
    { key: 'back', title: 'Back', about: 'The way back.', isWayBack: true },
  ],
  preflight: [{ look: 'open-transactions' }],
  steps: [
    {
      branch: 'recommended',
      step: { ...commandStep(), key: 'usual', arguments: {}, title: 'Usual {stamp}', alternatives: ['emergency'] },
    },
    { branch: 'emergency', step: { ...commandStep(), key: 'other', arguments: {} } },
    { branch: 'back', step: { ...commandStep(), key: 'undo', arguments: {} } },
    { branch: 'back', step: { ...httpStep(), key: 'look' } },
  ],
});
const whole = procedureSchema.parse({
  ...procedure({
    parameters: [],
    branches: [
      { key: 'main', title: 'All', about: 'All of it.' },
      { key: 'way-back', title: 'Back', about: 'All of it back.', isWayBack: true },
    ],
    preflight: [{ look: 'connections' }],
    steps: [
      { step: { ...httpStep(), key: 'last' } },
      { branch: 'way-back', step: { ...httpStep(), key: 'last-back' } },
    ],
  }),
  key: '5.1',
  parts: [
    { procedure: '4.1', branch: 'main', phase: 4 },
    { procedure: '1.2', branch: 'recommended', phase: 1 },
  ],
});
const expanded = expandProcedure(whole, [four, one, whole]);
const taken = expanded.branches[0]?.key as string;
const keys = (steps: Procedure['steps']) => steps.map(({ step }) => step.key);

/** The steps that a run walks from the start, when every step succeeds and `turn` changes the branch before a step. */
function walk(turn: Record<string, string> = {}): string[] {
  const steps = expanded.steps.map(({ branch, step }, ordinal) => ({
    id: step.key,
    ordinal,
    branch: branch ?? 'main',
    state: 'pending' as 'pending' | 'succeeded' | 'skipped',
    plannedSkip: null,
  }));
  const walked: string[] = [];
  for (let branch = taken; ; ) {
    const next = advance(steps, branch);
    if (next.kind !== 'next') return walked;
    const step = steps.find((s) => s.id === next.stepId) as (typeof steps)[number];
    walked.push(step.id);
    step.state = turn[step.id] ? 'skipped' : 'succeeded';
    branch = turn[step.id] ? takeBranch(branch, turn[step.id] as string) : branch;
  }
}

describe('a procedure made of others', () => {
  it('leaves one without parts as it is', () => {
    expect(expandProcedure(one, [one])).toBe(one);
  });

  it('walks its parts in order, with a decision between two phases and its own steps at the end', () => {
    expect(walk()).toEqual(['p4-1-checkout', 'decide-after-phase-4', 'p1-2-usual', 'last']);
  });

  it('names each step so that its phase is known, and none of what lies between', () => {
    expect(walk().map((key) => phaseOfStep(key, whole.key))).toEqual([4, null, 1, null]);
  });

  it('stops at the first phase that is enough, and still looks at the whole', () => {
    expect(walk({ 'decide-after-phase-4': FINISH })).toEqual(['p4-1-checkout', 'decide-after-phase-4', 'last']);
  });

  it("takes a part's alternative without leaving the other parts", () => {
    expect(walk({ 'p1-2-usual': '1.2/emergency' })).toEqual([
      'p4-1-checkout',
      'decide-after-phase-4',
      'p1-2-usual',
      'p1-2-other',
      'last',
    ]);
  });

  it('goes back through the parts, the last first, and looks only once all are back', () => {
    expect(keys(expanded.steps.filter((s) => s.branch === 'way-back'))).toEqual([
      ...['p1-2-undo', 'p4-1-undo', 'p1-2-look', 'p4-1-look'],
      'last-back',
    ]);
  });

  it("keeps the parts' names apart: parameters, facts and conditions, but one stamp", () => {
    expect(expanded.parameters.map((p) => p.key)).toEqual(['p4_1_commit']);
    const [first, , second] = expanded.steps;
    expect(first?.step).toMatchObject({ arguments: { commit: '{p4_1_commit}' }, group: '4.1 Part 4.1' });
    expect(second?.step.title).toBe('Usual {stamp}');
  });

  it("takes a part's looks in the part's own words, and a look that the whole takes for all of them once", () => {
    expect(expanded.preflight).toMatchObject([
      { look: 'connections' },
      { look: 'git-commit', part: '4.1', arguments: { commit: '{commit}' } },
      { look: 'open-transactions', part: '1.2' },
    ]);
  });

  it('can only be begun at its beginning', () => {
    expect(expanded.branches.filter((b) => !b.isAlternativeOnly).map((b) => b.title)).toEqual(['All', 'Back']);
  });
});
