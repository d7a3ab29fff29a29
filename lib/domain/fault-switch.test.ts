import { describe, expect, it } from 'vitest';
import { faultTrouble, isFaultTroubleOver } from './fault-switch';

const BROKE = 'rollback ended with exit code 3: the cluster is away';

describe('somebody who switched a fault', () => {
  it.each<[boolean, boolean | null]>([
    [true, true],
    [false, false],
    [true, null],
    [false, null],
  ])('hears of no trouble where its command ended well (asked for %s, seen %s)', (isOn, seen) => {
    expect(faultTrouble({ title: 'Bad deploy', isOn, failedBecause: null, seen })).toBeNull();
  });

  it.each<[boolean, string | null, boolean | null, string]>([
    [true, BROKE, false, `“Bad deploy” could not be switched on: ${BROKE}. The sandbox says that it is off.`],
    [false, BROKE, true, `“Bad deploy” could not be switched off: ${BROKE}. The sandbox says that it is on.`],
    [true, BROKE, true, `“Bad deploy” could not be switched on: ${BROKE}. The sandbox says that it is on.`],
    [true, `${BROKE}.`, null, `“Bad deploy” could not be switched on: ${BROKE}. Whether it is on cannot be seen now.`],
    [
      true,
      null,
      false,
      'The command that switches “Bad deploy” on ended well, and changed nothing. The sandbox says that it is off.',
    ],
  ])(
    'asked for %s, command %s, seen %s: hears what failed and how things stand',
    (isOn, failedBecause, seen, words) => {
      const trouble = faultTrouble({ title: 'Bad deploy', isOn, failedBecause, seen });
      expect(trouble).toMatchObject({ code: 'target_unavailable', message: words });
      expect(trouble?.remedy).toContain('switch it once more');
    },
  );
});

describe('a trouble', () => {
  it.each<[boolean, boolean | null, boolean | null, boolean]>([
    [true, false, false, false],
    [true, false, null, false],
    [true, false, true, true],
    [true, null, true, true],
    [false, true, false, true],
    // The command failed though the fault is on: half of it may be missing, and that stays to be read.
    [true, true, true, false],
  ])('of switching to %s, told when %s was seen, is over with %s seen now: %s', (isOn, seen, now, isOver) => {
    expect(isFaultTroubleOver({ isOn, seen }, now)).toBe(isOver);
  });
});
