import { describe, expect, it } from 'vitest';
import { checkProcedure } from './runbook-checks';
import { commandStep, httpStep, placed, procedure, sqlStep } from './testing/fixtures';

const forGood = (over: Record<string, unknown> = {}) =>
  commandStep({ key: 'for-good', effect: 'irreversible', ...over });
const end = placed(httpStep());
/** The steps that a run may begin with and must not. */
const refused = (...steps: unknown[]) =>
  checkProcedure(procedure({ steps }))
    .filter(({ message }) => message.includes('a run may begin here'))
    .map(({ path }) => path.join('.'));

describe('what cannot be taken back', () => {
  it('is refused as the first step, of all ways and of one', () => {
    expect(refused(placed(forGood()), end)).toEqual(['steps.0.step.effect']);
    expect(refused(placed(commandStep(), 'usual'), placed(forGood(), 'other'), end)).toEqual(['steps.1.step.effect']);
  });

  it('is taken behind a step that always runs', () => {
    expect(refused(placed(commandStep()), placed(forGood()), end)).toEqual([]);
    expect(refused(placed(httpStep({ key: 'look' })), placed(forGood(), 'other'), end)).toEqual([]);
  });

  it('is refused behind steps that a plan may leave out', () => {
    const chosen = commandStep({ when: { parameter: 'commit', equals: 'x' } });
    const tooled = commandStep({ key: 'tooled', needs: { tool: 'nginx', otherwise: 'skip' } });
    expect(refused(placed(chosen), placed(tooled), placed(forGood()), end)).toEqual(['steps.2.step.effect']);
    const blocking = commandStep({ needs: { tool: 'nginx', otherwise: 'block' } });
    expect(refused(placed(blocking), placed(forGood()), end)).toEqual([]);
  });

  it('is refused behind steps that a run may find needless', () => {
    const maybe = commandStep({ key: 'maybe', onlyIf: commandStep().postcondition });
    const kept = commandStep({ key: 'kept', needsFact: 'previous_commit' });
    expect(refused(placed(maybe), placed(kept), placed(forGood()), end)).toEqual(['steps.2.step.effect']);
  });

  it('is refused as a first step that a plan may leave out', () => {
    const maybe = forGood({ needs: { tool: 'nginx', otherwise: 'skip' } });
    expect(refused(placed(maybe), placed(commandStep()), end)).toEqual(['steps.0.step.effect']);
  });
});

describe('what only the step itself can show', () => {
  const answer = { check: 'answer', title: 'it answers', expect: { minRows: 1 } };
  const later = { check: 'sql', title: 'it is later', file: 'verify/x.sql', expect: { isLater: true } };
  const paths = (step: Record<string, unknown>) =>
    checkProcedure(procedure({ steps: [placed(step), end] }))
      .filter(({ message }) => message.includes('after the step'))
      .map(({ path }) => path.join('.'));

  it('is refused as what must hold before it', () => {
    expect(paths(commandStep({ precondition: [later] }))).toEqual(['steps.0.step.precondition.0']);
    expect(paths(sqlStep({ parameters: {}, onlyIf: [answer] }))).toEqual(['steps.0.step.onlyIf.0']);
  });

  it('is taken as its postcondition, an answer after a statement only', () => {
    expect(paths(sqlStep({ parameters: {}, postcondition: [answer, later] }))).toEqual([]);
    expect(paths(commandStep({ postcondition: [later, answer] }))).toEqual(['steps.0.step.postcondition.1']);
  });
});

describe('a procedure that needs a maintenance window', () => {
  const when = {
    key: 'when',
    title: 'When',
    help: 'In the window or now.',
    type: {
      kind: 'choice',
      choices: [
        { value: 'window', title: 'In the window', isWindow: true },
        { value: 'now', title: 'Now' },
      ],
    },
  };
  const preflight = [{ look: 'maintenance-window', arguments: { when: '{when}' } }];
  const complaints = (over: Record<string, unknown>) =>
    checkProcedure(procedure(over)).filter(({ path }) => path[0] === 'needsWindow');

  it('lets people choose it, and looks which one it is', () => {
    expect(complaints({ needsWindow: true, parameters: [when], preflight })).toEqual([]);
    expect(complaints({})).toEqual([]);
  });

  it.each([
    ['without the choice', { needsWindow: true, preflight }],
    ['without the look', { needsWindow: true, parameters: [when] }],
    ['without saying so', { parameters: [when], preflight }],
  ])('is refused %s', (_, over) => {
    expect(complaints(over)).toHaveLength(1);
  });
});
