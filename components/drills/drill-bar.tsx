'use client';

import { useRouter } from 'next/navigation';
import { ActionButton } from '@/components/ui/action-button';
import { BesideButtons } from '@/components/ui/beside';
import { BottomBar } from '@/components/ui/bottom-bar';
import { ButtonLink } from '@/components/ui/button';
import type { DrillView } from '@/lib/contracts/drill-view';
import type { ActionResult } from '@/lib/contracts/result';
import type { AllowedAction } from '@/lib/contracts/views';
import type { DrillActions } from './drill-screen';

type Props = { view: DrillView; actions: DrillActions; onMove: () => void };

/** What may be done with the drill now; while its incident is open the one thing to do is in the room. */
export function DrillBar({ view, actions, onMove }: Props) {
  const router = useRouter();
  const run = async (action: AllowedAction, { reason }: { reason: string }) => {
    if (action.key === 'move') {
      onMove();
      return { ok: true as const, value: null };
    }
    const result = await dispatch(action.key, reason, view, actions);
    router.refresh();
    return result;
  };
  const isInRoom = view.incident?.state === 'open';
  const isMain = (action: AllowedAction) => action.isPrimary && !isInRoom;
  const isDoneInRoom = isInRoom && view.drill.status === 'running';
  const main = view.actions.filter(isMain);
  return (
    <BottomBar
      waiting={waitingWords(view)}
      secondary={
        <BesideButtons
          items={view.actions
            .filter((action) => !isMain(action))
            .map((action) => ({ key: action.key, action, onRun: run, variant: 'secondary', size: 'large' }))}
          hasPrimary={isDoneInRoom || main.length > 0}
        />
      }
      primary={
        isDoneInRoom ? (
          <ButtonLink href={`/incidents/${view.incident?.code}`} variant="primary" size="large">
            Go to the room
          </ButtonLink>
        ) : (
          main.map((action) => <ActionButton key={action.key} action={action} onRun={run} size="large" isReasonShown />)
        )
      }
    />
  );
}

function dispatch(key: string, reason: string, view: DrillView, actions: DrillActions): Promise<ActionResult<unknown>> {
  const drill = { drillId: view.drill.id };
  const table: Record<string, () => Promise<ActionResult<unknown>>> = {
    start: () => actions.startDrill(drill as never),
    'switch-again': () => actions.switchFaultAgain(drill as never),
    cancel: () => actions.cancelDrill({ ...drill, reason } as never),
    abort: () => actions.abortDrill({ ...drill, reason } as never),
    finish: () => actions.finishDrill(drill as never),
    'fault-off': () => actions.switchFault({ targetKey: view.targetKey, fault: view.fault, isOn: false } as never),
    reset: () => actions.resetSandbox({ targetKey: view.targetKey } as never),
  };
  const act = table[key];
  if (!act) throw new RangeError(`no action ${key}`);
  return act();
}

function waitingWords({ drill, next, actions }: DrillView): string | null {
  if (drill.status === 'done' || drill.status === 'cancelled')
    return next ? `The next drill of week ${drill.week} is in the calendar.` : null;
  return actions.length === 0 ? 'Engineers and team leads schedule and run drills.' : null;
}
