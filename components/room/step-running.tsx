import type { StepView } from '@/lib/contracts/views';
import { effectWords } from '../run/effect-icon';
import { StepFacts } from '../run/step-facts';
import { StepHosts } from '../run/step-hosts';
import { useNow } from '../ui/render-context';
import { StateIcon } from '../ui/state';
import { StepCommand, StepOutput } from './centre-step';
import { Heading } from './heading';
import { InTheWay } from './in-the-way';
import { progressOf } from './progress-model';
import { useRoom } from './room-context';
import { stepPosition } from './room-model';
import { SideSteps } from './side-steps';

/** It runs: how long against how long it usually takes, what it waits for, what it prints. */
export function StepRunning({ step }: { step: StepView }) {
  const { room } = useRoom();
  return (
    <>
      <Heading label={`${stepPosition(room.run, step)} · ${effectWords(step.effect)}`} title={step.title}>
        <p>{step.about}</p>
      </Heading>
      <ProgressCard step={step} />
      <InTheWay step={step} />
      <SideSteps step={step} />
      <StepHosts step={step} />
      <StepFacts step={step} />
      <StepCommand step={step} />
      <StepOutput step={step} />
    </>
  );
}

function ProgressCard({ step }: { step: StepView }) {
  const now = useNow();
  const progress = progressOf(step.startedAt ?? new Date(now).toISOString(), step.estimateMs, now);
  return (
    <section aria-label="Progress" className="card px-4 py-3.5">
      <div className="flex flex-wrap items-center gap-x-2.5">
        <StateIcon state="running" isDecorative />
        <b className="grow">Running on {step.where}</b>
        <span className="num text-muted">{progress.words}</span>
      </div>
      {/* An image of the words above; drawn as a picture because a bar's width may change every second. */}
      <svg aria-hidden width="100%" height="6" className="mt-3 block overflow-hidden rounded-full bg-sunken">
        <rect
          width={`${progress.percent.toFixed(1)}%`}
          height="6"
          rx="3"
          className={progress.isLate ? 'fill-waiting' : 'fill-running'}
        />
      </svg>
      <p role="status" className="mt-2.5 min-h-5 text-small">
        {step.progress ?? <span className="text-faint">No news from the target yet.</span>}
      </p>
    </section>
  );
}
