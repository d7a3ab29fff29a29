import { expect, it } from 'vitest';
import { phaseOfStep, phaseWords } from './phases';

it.each([
  ['check-out', '1.1', 1],
  ['drop', '2.1', 2],
  ['p4-2-commit', '5.1', 4],
  ['p1-2-drop', '5.1', 1],
  ['decide-after-phase-4', '5.1', null],
  ['validate', '5.1', null],
])('the step %s of %s is of phase %s', (step, procedure, phase) => expect(phaseOfStep(step, procedure)).toBe(phase));

it.each([
  [[1, 1], '1'],
  [[4, 4, null, 3], '4, 3'],
  [[null], 'full system'],
  [[], 'full system'],
])('%j is said as “%s”', (phases, words) => expect(phaseWords(phases)).toBe(words));
