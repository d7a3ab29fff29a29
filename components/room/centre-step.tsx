import dynamic from 'next/dynamic';
import { untilFetched } from '@/lib/client/until-fetched';
import type { StepForecast } from '@/lib/contracts/plan';
import type { StepView } from '@/lib/contracts/views';
import { formatMs } from '../charts/figures';
import { CheckResults } from '../run/check-results';
import { effectWords } from '../run/effect-icon';
import { Forecast } from '../run/forecast';
import { ResultTable } from '../run/result-table';
import { StepFacts } from '../run/step-facts';
import { StepHosts } from '../run/step-hosts';
import { CodeBlock } from '../ui/code-block';
import { EmptyState } from '../ui/empty-state';
import { Notice } from '../ui/notice';
import { LocalTime } from '../ui/time';
import { Heading } from './heading';
import { useRoom } from './room-context';
import { currentPlace, findStep, stepPosition } from './room-model';
import { StepRunning } from './step-running';
import { StepTrouble } from './step-trouble';

const OutputViewer = dynamic(() =>
  untilFetched(() => import('../output/output-viewer').then((file) => file.OutputViewer)),
);

/** One step, in the state it is in. */
export function CentreStep({ stepId }: { stepId: string }) {
  const { room } = useRoom();
  const step = findStep(room, stepId);
  if (!step || !room.run)
    return (
      <EmptyState title="This step is not part of the run">
        It belonged to an earlier plan. Press “Back to now” below.
      </EmptyState>
    );
  if (step.state === 'failed' || step.state === 'unknown' || (step.state === 'cancelled' && step.startedAt))
    return <StepTrouble step={step} />;
  if (step.state === 'running') return <StepRunning step={step} />;
  if (step.state === 'succeeded') return <StepDone step={step} />;
  return step.state === 'skipped' || step.state === 'cancelled' ? (
    <StepLeftOut step={step} />
  ) : (
    <StepAhead step={step} />
  );
}

export function StepCommand({ step }: { step: StepView }) {
  if (step.kind === 'manual') return null;
  const isOnOneHost = (step.kind === 'command' || step.kind === 'script') && step.hosts.length === 0;
  return (
    <CodeBlock
      code={step.display}
      highlights={step.highlights}
      label={`Command of ${step.title}`}
      {...(isOnOneHost && { where: step.where })}
    />
  );
}

export function StepOutput({ step }: { step: StepView }) {
  if (step.kind === 'manual' || step.epoch === 0) return null;
  return (
    <OutputViewer
      stepId={step.id}
      epoch={step.epoch}
      output={step.output}
      isLive={step.state === 'running'}
      title={step.title}
    />
  );
}

/** Shown before it runs: where, how long, what counts, how to undo, and the exact command. */
function StepAhead({ step }: { step: StepView }) {
  const { room } = useRoom();
  const place = currentPlace(room);
  const isCurrent = place.kind === 'step' && place.stepId === step.id;
  const isQueued = isCurrent && step.state === 'ready' && step.kind !== 'manual';
  return (
    <>
      <Heading
        label={`${stepPosition(room.run, step)} · ${step.kind === 'manual' ? 'done by a person' : effectWords(step.effect)}`}
        title={step.title}
      >
        <p>{step.about}</p>
      </Heading>
      {isQueued ? (
        <Notice title="The worker is about to start it">
          {room.worker.isAlive
            ? 'This takes a moment.'
            : 'The worker is not answering; the step starts when it is back.'}
        </Notice>
      ) : null}
      <StepFacts step={step} />
      {step.forecast ? <WhatWillHappen forecast={step.forecast} /> : null}
      <StepHosts step={step} />
      {step.kind === 'manual' ? <ManualInstruction step={step} /> : <StepCommand step={step} />}
      {isCurrent || step.state !== 'pending' ? null : <p className="text-small text-muted">Its turn has not come.</p>}
    </>
  );
}

function WhatWillHappen({ forecast }: { forecast: StepForecast }) {
  return (
    <section aria-label="What will happen" className="card px-4 py-3">
      <h3 className="label mb-1.5">What will happen</h3>
      <Forecast forecast={forecast} />
    </section>
  );
}

function ManualInstruction({ step }: { step: StepView }) {
  return (
    <section aria-label="What to do by hand" className="card px-4 py-3.5">
      <h3 className="label mb-1">Do this by hand</h3>
      <p className="text-base whitespace-pre-wrap">{step.display}</p>
      <p className="mt-2 text-small text-muted">
        The console cannot do or check this. Say what you did when you press the button; the report shows your sentence
        and your name.
      </p>
    </section>
  );
}

/** Looked back at: what happened, what was checked, what it brought. */
function StepDone({ step }: { step: StepView }) {
  const { room } = useRoom();
  const outcome = step.outcome;
  return (
    <>
      <Heading
        label={
          <>
            {stepPosition(room.run, step)} · done{outcome ? ` in ${formatMs(outcome.tookMs)}` : ''}
            {step.finishedAt ? (
              <>
                {' '}
                at <LocalTime at={step.finishedAt} withSeconds />
              </>
            ) : null}
          </>
        }
        tone="text-ok"
        title={step.title}
      >
        <p>{outcome?.summary ?? step.about}</p>
      </Heading>
      {outcome?.settledBy ? <SettledBy step={step} /> : null}
      {outcome?.table ? <ResultTable table={outcome.table} label={`Result of ${step.title}`} /> : null}
      <StepHosts step={step} />
      <CheckResults checks={outcome?.checks ?? []} label="How we know that it worked" />
      <StepCommand step={step} />
      <StepFacts step={step} />
      <StepOutput step={step} />
    </>
  );
}

function SettledBy({ step }: { step: StepView }) {
  const by = step.outcome?.settledBy;
  if (!by) return null;
  return (
    <Notice title={`${by.personName} decided this`}>
      <blockquote className="text-text">“{by.reason}”</blockquote>
    </Notice>
  );
}

function StepLeftOut({ step }: { step: StepView }) {
  const { room } = useRoom();
  const isSkipped = step.state === 'skipped';
  return (
    <>
      <Heading label={`${stepPosition(room.run, step)} · ${isSkipped ? 'skipped' : 'did not run'}`} title={step.title}>
        <p>
          {step.outcome?.summary ??
            (isSkipped ? 'The run went on without this step.' : 'The run ended before its turn came.')}
        </p>
      </Heading>
      <SettledBy step={step} />
      <StepHosts step={step} />
      {step.outcome?.probe ? null : <StepFacts step={step} />}
      <StepCommand step={step} />
      <StepOutput step={step} />
    </>
  );
}
