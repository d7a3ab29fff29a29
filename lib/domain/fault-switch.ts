import { AppError } from './errors';
import { asSentence } from './words';

/** How one switching of a sandbox's fault went. */
export type FaultSwitch = {
  title: string;
  /** What was asked for. */
  isOn: boolean;
  /** Why its command failed, in a sentence; null where it ended well. */
  failedBecause: string | null;
  /** What the sandbox says afterwards; null where it cannot be seen. */
  seen: boolean | null;
};

/**
 * What the person who switched has to hear: what failed, how things stand, the next move. Null where it is as asked, or
 * where nothing failed and nobody could look: the next look at the sandbox tells.
 */
export function faultTrouble({ title, isOn, failedBecause, seen }: FaultSwitch): AppError | null {
  if (failedBecause === null && seen !== !isOn) return null;
  const wanted = word(isOn);
  const failed =
    failedBecause === null
      ? `The command that switches “${title}” ${wanted} ended well, and changed nothing.`
      : `“${title}” could not be switched ${wanted}: ${asSentence(failedBecause)}`;
  const standing =
    seen === null ? 'Whether it is on cannot be seen now.' : `The sandbox says that it is ${word(seen)}.`;
  return new AppError(
    'target_unavailable',
    `${failed} ${standing}`,
    'Look whether the sandbox runs, then switch it once more: doing it twice does no harm. The worker’s log has all that the command printed.',
  );
}

/** A trouble is over once the fault is seen to be as it was asked for, where it was not when the trouble was told. */
export function isFaultTroubleOver({ isOn, seen }: Pick<FaultSwitch, 'isOn' | 'seen'>, now: boolean | null): boolean {
  return now === isOn && seen !== isOn;
}

const word = (isOn: boolean) => (isOn ? 'on' : 'off');
