import type { StepView } from '@/lib/contracts/views';
import { Card, CardBody, CardTitle } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { PlainButton } from '../ui/plain-button';
import { StateIcon } from '../ui/state';
import { STEP_LOOKS } from '../ui/state-model';
import { LocalTime } from '../ui/time';
import { Heading } from './heading';
import { useRoom } from './room-context';
import { stepsOnPath } from './room-model';

const TITLES = {
  failed: 'The rollback failed',
  aborted: 'The rollback was given up',
  succeeded: 'The rollback is done',
} as const;

/** The run has ended without mending it: what was done, how to undo it, where to go from here. */
export function CentreOutcome() {
  const { room, goTo } = useRoom();
  const run = room.run;
  if (!run)
    return <EmptyState title="Nothing has run">Choose a procedure first: how its run ended stands here.</EmptyState>;
  const path = stepsOnPath(run);
  const done = path.filter((step) => step.state === 'succeeded' && step.effect !== 'read');
  const title = run.isTurnedRound
    ? 'The way back was taken'
    : run.state in TITLES
      ? TITLES[run.state as keyof typeof TITLES]
      : run.title;
  return (
    <>
      <Heading
        label={
          <>
            {run.title}
            {run.finishedAt ? (
              <>
                {' '}
                · ended at <LocalTime at={run.finishedAt} />
              </>
            ) : null}
          </>
        }
        tone={run.state === 'failed' ? 'text-fail' : undefined}
        title={title}
      >
        <p>
          {run.isTurnedRound
            ? 'What the rollback had done has been taken back. Choose another procedure from here.'
            : done.length === 0
              ? 'Nothing on the target was changed.'
              : `${done.length === 1 ? 'One step' : `${done.length} steps`} changed the target and stay done. Undo them below, or choose another procedure from here.`}
        </p>
      </Heading>
      {done.length > 0 && !run.isTurnedRound ? (
        <Card as="section" aria-label="What was changed, and how to undo it">
          <CardTitle>What was changed, and how to undo it</CardTitle>
          <CardBody>
            <ul className="grid gap-2">
              {done.map((step) => (
                <li key={step.id}>
                  <b>{step.title}</b>
                  <p className="text-small text-muted">Undo: {step.undo}</p>
                </li>
              ))}
            </ul>
          </CardBody>
        </Card>
      ) : null}
      <Card as="section" aria-label="How far it came">
        <CardTitle>How far it came</CardTitle>
        <CardBody>
          <ol className="grid gap-px">
            {path.map((step) => (
              <OutcomeLine key={step.id} step={step} onLook={() => goTo({ kind: 'step', stepId: step.id })} />
            ))}
          </ol>
        </CardBody>
      </Card>
    </>
  );
}

function OutcomeLine({ step, onLook }: { step: StepView; onLook: () => void }) {
  return (
    <li>
      <PlainButton
        onClick={onLook}
        className="-mx-2 flex min-h-touch sm:min-h-9 w-[calc(100%+1rem)] items-center gap-2.5 rounded-control px-2 py-1 text-left hover:bg-sunken"
      >
        <StateIcon state={step.state} isDecorative />
        <span className="min-w-0 grow">{step.title}</span>
        <span className="text-small text-muted">{STEP_LOOKS[step.state].word}</span>
      </PlainButton>
    </li>
  );
}
