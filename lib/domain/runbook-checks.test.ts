import { describe, expect, it } from 'vitest';
import { checkProcedure } from './runbook-checks';
import { commandStep, httpStep, placed, procedure } from './testing/fixtures';

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

  it('is refused as a first step that a plan may leave out', () => {
    const maybe = forGood({ needs: { tool: 'nginx', otherwise: 'skip' } });
    expect(refused(placed(maybe), placed(commandStep()), end)).toEqual(['steps.0.step.effect']);
  });
});
