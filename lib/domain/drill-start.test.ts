import { expect, it } from 'vitest';
import { type StartFacts, whyNotStart } from './drill-start';

const facts = (over: Partial<StartFacts> = {}): StartFacts => ({
  targetTrouble: null,
  targetName: 'Sandbox',
  procedureKey: '1.1',
  hasProcedure: true,
  fault: 'bad-deploy',
  isSandbox: true,
  faults: [
    { key: 'bad-deploy', title: 'Bad deploy', isOn: false },
    { key: 'slow-database', title: 'Slow database', isOn: null },
  ],
  runningDrill: null,
  ...over,
});
// biome-ignore format: a table reads by its rows
const cases: [name: string, over: Partial<StartFacts>, words: string | null][] = [
  ['a sandbox that stands ready', {}, null],
  ['its own fault that is on already', { faults: [{ key: 'bad-deploy', title: 'Bad deploy', isOn: true }] }, null],
  ['a drill without a fault', { fault: '' }, null],
  ['a clone, which has no faults', { isSandbox: false, faults: [] }, null],
  ['a target that is no place for drills', { targetTrouble: 'It is production.' }, 'It is production.'],
  ['a procedure that is not there', { hasProcedure: false }, 'no procedure 1.1'],
  ['a fault that is not there', { fault: 'slow-vector' }, 'no fault “slow-vector”'],
  ['another fault that is on', { faults: [{ key: 'bad-deploy', title: '', isOn: false }, { key: 'x', title: 'X', isOn: true }] }, '“X” is on already'],
  ['another drill that runs there', { runningDrill: 'Phase 2' }, 'finish “Phase 2” first'],
];
it.each(cases)('%s', (_, over, words) => {
  const because = whyNotStart(facts(over));
  expect(because.length).toBe(words ? 1 : 0);
  if (words) expect(because[0]).toContain(words);
});
