import { ArrowRight, CornerDownLeft } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { ActionError } from '@/lib/contracts/result';
import type { AllowedAction, RoomView } from '@/lib/contracts/views';
import { ActionButton } from '../ui/action-button';
import { BesideButtons } from '../ui/beside';
import type { Beside } from '../ui/beside-model';
import { BottomBar } from '../ui/bottom-bar';
import { Button, ButtonLink } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { ErrorNotice } from '../ui/notice';
import { Elapsed } from '../ui/time';
import type { ScopedAction } from './action-dispatch';
import { attemptOf, buildBar, listAside, listChoices, needsChoice } from './bar-model';
import { draftObstacle } from './plan-draft-model';
import { useRoom } from './room-context';
import { currentPlace, findStep } from './room-model';

/** The one place for the next move: whom we wait for at the left, the primary action at the right end. */
export function RoomBar() {
  const { room, place, isLookingElsewhere, goTo, draft, replanning, stopReplanning } = useRoom();
  const offer = useOffer();
  const current = currentPlace(room);
  const step = current.kind === 'step' ? findStep(room, current.stepId) : null;
  const back: Beside = { key: 'back', label: 'Back to now', icon: BACK, go: () => goTo(null) };
  if (place.kind === 'procedure' && room.incident.state === 'open')
    return (
      <Bar
        shut={draftObstacle(room, draft, replanning !== null) ?? undefined}
        beside={
          replanning
            ? [{ key: 'leave', label: 'Leave the run as it is', go: stopReplanning }]
            : isLookingElsewhere
              ? [back]
              : []
        }
        primary={<PrepareButton />}
      />
    );
  if (!isLookingElsewhere && needsChoice(step) && step)
    return (
      <Bar
        beside={listAside(room, step).map(offer)}
        primary={listChoices(room, step).length > 0 ? <ChosenAction /> : null}
      />
    );
  const bar = buildBar(room, place);
  const mayChangePlan =
    place.kind === 'preflight' && room.run?.state === 'draft' && !room.run.isPlanning && !isLookingElsewhere;
  // A rollback that ended well and did not help: the next one is planned in the same incident.
  const mayPlanAnother =
    room.run?.state === 'succeeded' &&
    room.incident.state === 'open' &&
    ['validation', 'criteria'].includes(place.kind);
  const toProcedure = () => goTo({ kind: 'procedure' });
  return (
    <Bar
      shut={bar.primary?.action.disabledBecause}
      beside={[
        ...(isLookingElsewhere && bar.primary ? [back] : []),
        ...(mayPlanAnother ? [{ key: 'plan-another', label: 'Plan another procedure', go: toProcedure }] : []),
        ...(mayChangePlan ? [{ key: 'change-plan', label: 'Change the plan', go: toProcedure }] : []),
        ...bar.secondary.map(offer),
      ]}
      primary={
        bar.primary ? (
          <BarAction scoped={bar.primary} />
        ) : isLookingElsewhere ? (
          <BackToNow />
        ) : (
          nextPlace(room, toProcedure)
        )
      }
    />
  );
}

function Bar({ shut, beside, primary }: { shut?: string | undefined; beside: Beside[]; primary: ReactNode }) {
  return (
    <BottomBar
      waiting={<Waiting shut={shut} />}
      secondary={<BesideButtons items={beside} hasPrimary={primary !== null} />}
      primary={primary}
    />
  );
}

/** Why the primary action is shut goes before whom we wait for: it is what the reader wants to know. */
function Waiting({ shut }: { shut?: string | undefined }) {
  const { room } = useRoom();
  if (shut) return <span className="font-medium text-waiting">{shut}</span>;
  if (!room.waiting) return null;
  return (
    <span>
      {room.waiting.sentence.replace(/[.]$/, '')}{' '}
      <span className="num text-faint">
        · for <Elapsed since={room.waiting.since} />
      </span>
    </span>
  );
}

/** What to do where the server has no action to offer: somewhere to go. */
function nextPlace({ incident, run }: RoomView, toProcedure: () => void): ReactNode {
  if (incident.state === 'closed')
    return (
      <ButtonLink href={`/reports/${incident.code}`} variant="primary">
        Read the report <ArrowRight aria-hidden className="size-4" />
      </ButtonLink>
    );
  if (run?.state === 'awaiting_approval' && run.approval?.canDecide)
    return (
      <ButtonLink href={`/approvals/${run.approval.id}`} variant="primary">
        Read and decide <ArrowRight aria-hidden className="size-4" />
      </ButtonLink>
    );
  if (run?.state === 'failed' || run?.state === 'aborted')
    return (
      <Button variant="primary" onClick={toProcedure}>
        Choose another procedure <ArrowRight aria-hidden className="size-4" />
      </Button>
    );
  return null;
}

const BACK = <CornerDownLeft aria-hidden className="size-4" />;

function BackToNow() {
  const { goTo } = useRoom();
  return (
    <Button variant="primary" icon={BACK} onClick={() => goTo(null)}>
      Back to now
    </Button>
  );
}

/** How an action of the bar is drawn and sent. */
function useOffer() {
  const { perform, approvalNote } = useRoom();
  return (scoped: ScopedAction) => ({
    key: `${scoped.action.key}${scoped.action.argument ?? ''}`,
    action: scoped.action,
    variant: scoped.action.isDanger ? ('ghost' as const) : ('secondary' as const),
    onRun: (action: AllowedAction, { reason }: { reason: string }) =>
      perform({ ...scoped, action }, { text: action.key === 'request-approval' && !reason ? approvalNote : reason }),
  });
}

function BarAction({ scoped }: { scoped: ScopedAction }) {
  const { action, onRun } = useOffer()(scoped);
  return <ActionButton action={action} onRun={onRun} />;
}

/** The numbered choice that is picked in the page; pressing it here is what does it. */
function ChosenAction() {
  const { room, choice } = useRoom();
  const current = currentPlace(room);
  const step = current.kind === 'step' ? findStep(room, current.stepId) : null;
  if (!step) return null;
  const choices = listChoices(room, step);
  const picked = choices[choice?.attempt === attemptOf(step) ? choice.index : 0] ?? choices[0];
  if (!picked) return null;
  return (
    <BarAction
      key={`${picked.action.key}${picked.action.argument ?? ''}`}
      scoped={{ ...picked, action: { ...picked.action, isPrimary: true } }}
    />
  );
}

function PrepareButton() {
  const { room, draft, prepare, replanning } = useRoom();
  const [isPending, setIsPending] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const obstacle = draftObstacle(room, draft, replanning !== null);
  const press = async () => {
    if (obstacle) return;
    setIsPending(true);
    const result = await prepare();
    setIsPending(false);
    if (!result.ok) setError(result.error);
  };
  return (
    <>
      <Button
        variant="primary"
        isPending={isPending}
        aria-disabled={obstacle ? true : undefined}
        onClick={() => void press()}
      >
        {replanning ? 'End this run and look again' : 'Look at it first: preflight'}
      </Button>
      <Dialog
        isOpen={error !== null}
        onOpenChange={() => setError(null)}
        title="Not prepared"
        footer={<Button onClick={() => setError(null)}>Close this message</Button>}
      >
        {error ? <ErrorNotice error={error} /> : null}
      </Dialog>
    </>
  );
}
