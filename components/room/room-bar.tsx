import { ArrowRight, CornerDownLeft } from 'lucide-react';
import { useState } from 'react';
import type { ActionError } from '@/lib/contracts/result';
import type { AllowedAction } from '@/lib/contracts/views';
import { ActionButton } from '../ui/action-button';
import { BottomBar } from '../ui/bottom-bar';
import { Button, ButtonLink } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { ErrorNotice } from '../ui/notice';
import { Elapsed } from '../ui/time';
import type { ScopedAction } from './action-dispatch';
import { buildBar, listChoices, needsChoice } from './bar-model';
import { draftObstacle } from './plan-draft-model';
import { useRoom } from './room-context';
import { currentPlace, findStep } from './room-model';

/** The one place for the next move: whom we wait for at the left, the primary action at the right end. */
export function RoomBar() {
  const { room, place, isLookingElsewhere, goTo, draft, replanning, stopReplanning } = useRoom();
  const bar = buildBar(room, place);
  const current = currentPlace(room);
  const step = current.kind === 'step' ? findStep(room, current.stepId) : null;
  if (place.kind === 'procedure' && room.incident.state === 'open')
    return (
      <BottomBar
        waiting={<Waiting shut={draftObstacle(room, draft, replanning !== null) ?? undefined} />}
        secondary={
          replanning ? (
            <Button onClick={stopReplanning}>Leave the run as it is</Button>
          ) : isLookingElsewhere ? (
            <BackToNow isQuiet />
          ) : null
        }
        primary={<PrepareButton />}
      />
    );
  if (!isLookingElsewhere && needsChoice(step) && step)
    return <BottomBar waiting={<Waiting />} primary={<ChosenAction />} />;
  const mayChangePlan =
    place.kind === 'preflight' && room.run?.state === 'draft' && !room.run.isPlanning && !isLookingElsewhere;
  // A rollback that ended well and did not help: the next one is planned in the same incident.
  const mayPlanAnother =
    room.run?.state === 'succeeded' &&
    room.incident.state === 'open' &&
    ['validation', 'criteria'].includes(place.kind);
  const secondary = bar.secondary.map((scoped) => (
    <BarAction key={`${scoped.action.key}${scoped.action.argument ?? ''}`} scoped={scoped} />
  ));
  const primary = bar.primary ? (
    <BarAction scoped={bar.primary} isMain />
  ) : isLookingElsewhere ? (
    <BackToNow />
  ) : (
    <NextPlace />
  );
  return (
    <BottomBar
      waiting={<Waiting shut={bar.primary?.action.disabledBecause} />}
      secondary={
        <>
          {isLookingElsewhere && bar.primary ? <BackToNow isQuiet /> : null}
          {mayPlanAnother ? <Button onClick={() => goTo({ kind: 'procedure' })}>Plan another procedure</Button> : null}
          {mayChangePlan ? <Button onClick={() => goTo({ kind: 'procedure' })}>Change the plan</Button> : null}
          {secondary}
        </>
      }
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
function NextPlace() {
  const { room, goTo } = useRoom();
  const run = room.run;
  if (room.incident.state === 'closed')
    return (
      <ButtonLink href={`/reports/${room.incident.code}`} variant="primary">
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
      <Button variant="primary" onClick={() => goTo({ kind: 'procedure' })}>
        Choose another procedure <ArrowRight aria-hidden className="size-4" />
      </Button>
    );
  return null;
}

function BackToNow({ isQuiet = false }: { isQuiet?: boolean }) {
  const { goTo } = useRoom();
  return (
    <Button
      variant={isQuiet ? 'secondary' : 'primary'}
      icon={<CornerDownLeft aria-hidden className="size-4" />}
      onClick={() => goTo(null)}
    >
      Back to now
    </Button>
  );
}

function BarAction({ scoped, isMain = false }: { scoped: ScopedAction; isMain?: boolean }) {
  const { perform, approvalNote } = useRoom();
  const onRun = (action: AllowedAction, { reason }: { reason: string }) =>
    perform({ ...scoped, action }, { text: action.key === 'request-approval' && !reason ? approvalNote : reason });
  return (
    <ActionButton
      action={scoped.action}
      onRun={onRun}
      variant={isMain ? undefined : scoped.action.isDanger ? 'ghost' : 'secondary'}
    />
  );
}

/** The numbered choice that is picked in the page; pressing it here is what does it. */
function ChosenAction() {
  const { room, choice } = useRoom();
  const current = currentPlace(room);
  const step = current.kind === 'step' ? findStep(room, current.stepId) : null;
  if (!step) return null;
  const choices = listChoices(room, step);
  const picked = choices[choice?.attempt === `${step.id}/${step.epoch}` ? choice.index : 0] ?? choices[0];
  if (!picked) return null;
  return (
    <BarAction
      key={`${picked.action.key}${picked.action.argument ?? ''}`}
      scoped={{ ...picked, action: { ...picked.action, isPrimary: true } }}
      isMain
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
