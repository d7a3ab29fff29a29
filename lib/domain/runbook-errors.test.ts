import { expect, it } from 'vitest';
import { RunbookError } from './runbook-errors';

it('a runbook that cannot be used names every mistake by file, line and key, and stores nothing', () => {
  const error = new RunbookError([
    { file: 'runbook.yaml', line: 3, key: '', message: 'is no mapping' },
    { file: 'procedures/1.1.yaml', line: 14, key: 'steps[2].step.title', message: 'is missing' },
  ]);
  expect(error).toMatchObject({ code: 'invalid_input', remedy: expect.stringContaining('nothing was stored') });
  expect(error.message.split('\n')).toEqual([
    'runbook.yaml:3: is no mapping',
    'procedures/1.1.yaml:14 steps[2].step.title: is missing',
  ]);
});
