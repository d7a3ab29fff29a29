import { describe, expect, it } from 'vitest';
import { commandEnd, commandState } from './command-end';
import { type CommandEnding, type CommandResult, emptyResult } from './command-result';

const result = (ending: CommandEnding, isGone: boolean, exitCode: number | null = null): CommandResult => ({
  ...emptyResult(ending, isGone, '', 0),
  exitCode,
});

describe('what became of a command', () => {
  it.each([
    ['exited', true, 0, 'succeeded'],
    ['exited', false, 0, 'succeeded'],
    ['exited', true, 3, 'failed'],
    ['exited', true, null, 'failed'],
    ['timed_out', true, null, 'failed'],
    ['timed_out', true, 0, 'failed'],
    ['timed_out', false, null, 'unknown'],
    ['cancelled', true, null, 'cancelled'],
    ['cancelled', false, null, 'unknown'],
    ['not_started', true, null, 'failed'],
    ['lost', false, null, 'unknown'],
    ['lost', true, null, 'unknown'],
  ] as const)(
    'that %s, where its processes being gone is %s and its exit code %s, is %s',
    (ending, isGone, code, state) => {
      expect(commandState(result(ending, isGone, code))).toBe(state);
    },
  );

  it.each(['timed_out', 'cancelled'] as const)(
    'says of one that %s and is not gone that it may still run',
    (ending) => {
      const words = commandEnd(['/bin/sleep'], result(ending, false), 1_000);
      expect(words).toMatch(/^sleep .*told to (end|stop)\. It may still be running on the host\.$/);
      expect(commandEnd(['/bin/sleep'], result(ending, true), 1_000)).toMatch(
        / (ended|stopped)\. It is gone on the host/,
      );
    },
  );
});
