import type { Role } from '@/lib/contracts/runbook';
import type { AllowedAction } from '@/lib/contracts/views';
import { action } from './action';
import type { DrillState } from './drill-status';
import { mayDo } from './permissions';

/** Buttons of a drill. The same function guards the use cases: what is not listed here is refused there. */
export type DrillFacts = {
  state: DrillState;
  /** Why it cannot be started now, in sentences; empty where it can. */
  startBlockedBy: readonly string[];
  /** Whether its incident is declared, and still open. */
  incident: 'none' | 'open' | 'closed';
  /** A step may be running, or waits for its driver. */
  hasActiveRun: boolean;
  /** Titles of the checklist's lines that keep it from being finished. */
  openLines: readonly string[];
  /** It could not be switched on, or was asked for so long ago that its command must have ended, and it is not on. */
  isFaultLate: boolean;
  /** Null where the target has no such fault, or nobody has looked. */
  isFaultOn: boolean | null;
  /** Whether the target can be put back as it was prepared. */
  canReset: boolean;
};

/** What this role may do with a drill now, the primary action first. */
export function drillActions(drill: DrillFacts, role: Role): AllowedAction[] {
  if (drill.state === 'scheduled') return scheduledActions(drill, role);
  const after = mayDo(role, 'sandbox.switch-fault') ? afterwards(drill) : [];
  if (drill.state === 'running') return mayDo(role, 'drill.run') ? [...runningActions(drill), ...after] : [];
  return after;
}

function scheduledActions(drill: DrillFacts, role: Role): AllowedAction[] {
  const start = action(
    'start',
    'Start the drill',
    'Switches the fault on, waits until it is seen, and declares an incident that is marked as a drill.',
    {
      isPrimary: true,
      disabledBecause: drill.startBlockedBy[0],
    },
  );
  const cancel = action(
    'cancel',
    'Cancel this drill',
    'It stays in the calendar as cancelled. No other one is scheduled by that.',
    {
      needsReason: true,
      isDanger: true,
    },
  );
  return [
    ...(mayDo(role, 'drill.run') ? [start] : []),
    ...(mayDo(role, 'drill.schedule')
      ? [action('move', 'Change it', 'Another day, procedure or target.'), cancel]
      : []),
  ];
}

function runningActions(drill: DrillFacts): AllowedAction[] {
  const again = action(
    'switch-again',
    'Switch the fault on again',
    'Asks the worker once more. Switching on what is on changes nothing.',
    {
      isPrimary: true,
    },
  );
  const finish = action('finish', 'Finish the drill', 'Keeps its result, and schedules the next one of this week.', {
    isPrimary: true,
    disabledBecause: whyNotFinish(drill) ?? undefined,
  });
  const abort = action(
    'abort',
    'Abort the drill',
    'Ends it and its incident here, without a result, and schedules the next one of this week.',
    {
      needsReason: true,
      isDanger: true,
      disabledBecause: drill.hasActiveRun ? 'A rollback is under way: abort it in the room first.' : undefined,
    },
  );
  if (drill.incident === 'none') return drill.isFaultLate ? [again, abort] : [abort];
  return [finish, abort];
}

/** What still keeps a drill from being finished, as a sentence; null where it may be. */
export function whyNotFinish(drill: Pick<DrillFacts, 'incident' | 'openLines'>): string | null {
  const [line] = drill.openLines;
  if (line) return `Still open: ${line}.`;
  return drill.incident === 'closed' ? null : 'Its incident is open: close it in the room first.';
}

/** What leaves the target as the next drill wants it; not while its incident could still need the fault. */
function afterwards(drill: DrillFacts): AllowedAction[] {
  if (drill.incident === 'open') return [];
  const off = action(
    'fault-off',
    'Switch the fault off',
    'Takes back what the drill broke, where the rollback has not.',
  );
  const reset = action(
    'reset',
    'Put the sandbox back as it was prepared',
    'Faults off, indexes, code and rows as at its first start. It takes about half a minute.',
  );
  return [
    ...(drill.isFaultOn && drill.state !== 'running' ? [off] : []),
    ...(drill.canReset && drill.state !== 'running' ? [reset] : []),
  ];
}
