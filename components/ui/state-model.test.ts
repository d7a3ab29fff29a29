import { expect, it } from 'vitest';
import { RUN_LOOKS, STEP_LOOKS } from './state-model';

it.each([
  ['step', STEP_LOOKS],
  ['run', RUN_LOOKS],
])('gives every %s state a shape of its own', (_, looks) => {
  const shapes = Object.values(looks).map((look) => look.shape);
  expect(new Set(shapes).size).toBe(shapes.length);
});
