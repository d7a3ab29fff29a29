import { expect, it } from 'vitest';
import type { Environment } from '@/lib/contracts/target';
import { whyNoDrill } from './drill-targets';

const cases: [Environment, boolean, boolean][] = [
  ['sandbox', false, true],
  ['sandbox', true, true],
  ['staging', true, true],
  ['staging', false, false],
  ['production', false, false],
  ['production', true, false],
];
it.each(cases)('%s, clone for drills %s: a drill may run is %s', (environment, isDrillClone, may) => {
  const because = whyNoDrill({ name: 'ReplyX', environment, isDrillClone });
  expect(because === null).toBe(may);
  if (!may) expect(because).toContain('sandbox');
});
