import { clsx } from 'clsx';
import type { StepView } from '@/lib/contracts/views';
import { formatMs } from '../charts/figures';
import { CheckResults } from '../run/check-results';
import { Probe } from '../run/probe';
import { StepFacts } from '../run/step-facts';
import { StepHosts } from '../run/step-hosts';
import { useShortcut } from '../shell/shortcuts';
import { Tick } from '../ui/field';
import { Id } from '../ui/id';
import { Notice } from '../ui/notice';
import { attemptOf, listChoices } from './bar-model';
import { StepCommand, StepOutput } from './centre-step';
import { Heading } from './heading';
import { InTheWay, LeftIndexes, StillRunning } from './in-the-way';
import { useRoom } from './room-context';
import { currentPlace, firstSentence, stepPosition, usersNow } from './room-model';
import { SideSteps } from './side-steps';

const LOOKS = {
  failed: {
    word: 'failed',
    tone: 'text-fail',
    title: (step: StepView) =>
      firstSentence(step.outcome?.error?.sentence ?? step.outcome?.summary ?? `${step.title} failed`),
  },
  unknown: { word: 'outcome unknown', tone: 'text-unknown', title: () => 'We lost sight of this step' },
  cancelled: { word: 'stopped', tone: 'text-waiting', title: (step: StepView) => `${step.title} was stopped` },
} as const;

/** Something went otherwise: what in one sentence, how things stand, what can be done, and only then the output. */
export function StepTrouble({ step }: { step: StepView }) {
  const { room } = useRoom();
  const look = LOOKS[step.state as keyof typeof LOOKS];
  const place = currentPlace(room);
  const isCurrent = place.kind === 'step' && place.stepId === step.id;
  const after = step.outcome ? ` after ${formatMs(step.outcome.tookMs)}` : '';
  const reference = step.outcome?.error?.referenceId;
  return (
    <>
      <Heading
        label={`${stepPosition(room.run, step)} · ${look.word}${step.state === 'unknown' ? '' : after}`}
        tone={look.tone}
        title={look.title(step)}
      >
        {step.state === 'cancelled' ? null : <p className="font-medium text-text">{step.title}</p>}
        <About step={step} />
        {reference ? (
          <p className="mt-0.5 flex items-center gap-1 text-small text-faint">
            Reference <Id value={reference} label="reference" />
          </p>
        ) : null}
      </Heading>
      {room.run?.state === 'waiting' || step.outcome?.probe ? (
        <Probe probe={step.outcome?.probe} users={isCurrent ? usersNow(room.target.health) : null} />
      ) : null}
      <StepHosts step={step} />
      <InTheWay step={step} />
      <StillRunning step={step} />
      <LeftIndexes step={step} />
      <SideSteps step={step} />
      {isCurrent ? <Choices step={step} /> : null}
      <StepOutput step={step} />
      <CheckResults checks={step.outcome?.checks ?? []} label="What was checked" />
      <StepCommand step={step} />
      <StepFacts step={step} />
    </>
  );
}

function About({ step }: { step: StepView }) {
  const summary = step.outcome?.summary;
  if (step.state === 'unknown')
    return (
      <p>
        The worker that ran it fell silent before it could write down how it ended. It may have taken effect or not.
        Nothing is started again by itself: read what the probe says, then you decide.
      </p>
    );
  if (step.state === 'cancelled')
    return <p>{summary ?? 'It is gone on the target, too. What it did before it was stopped stays done.'}</p>;
  return summary && summary !== firstSentence(step.outcome?.error?.sentence ?? summary) ? (
    <p>{summary}</p>
  ) : (
    <p>The run stands still until somebody decides.</p>
  );
}

/** Choices that a digit picks. */
const KEYS = 6;

/** Numbered, so that they can be spoken of; picking one does nothing yet, the button below does it. */
function Choices({ step }: { step: StepView }) {
  const { room, choice, setChoice } = useRoom();
  const choices = listChoices(room, step);
  const attempt = attemptOf(step);
  const picked = choice?.attempt === attempt ? choice.index : 0;
  const pick = (index: number) => index < choices.length && setChoice({ attempt, index });
  useShortcut('1', 'Pick the first choice', () => pick(0));
  useShortcut('2', 'Pick the second choice', () => pick(1));
  useShortcut('3', 'Pick the third choice', () => pick(2));
  useShortcut('4', 'Pick the fourth choice', () => pick(3));
  useShortcut('5', 'Pick the fifth choice', () => pick(4));
  useShortcut('6', 'Pick the sixth choice', () => pick(5));
  if (choices.length === 0)
    return (
      <Notice title="The driver decides">
        {room.people.find((person) => person.isDriver)?.name ?? 'Nobody'} drives. If they are gone, take the wheel.
      </Notice>
    );
  return (
    <fieldset className="grid gap-2">
      <legend className="label mb-2">What you can do</legend>
      {choices.map(({ action }, index) => (
        <label
          key={`${action.key}${action.argument ?? ''}`}
          className={clsx(
            'card flex cursor-pointer items-center gap-3.5 px-4 py-3',
            index === picked ? 'border-accent inset-ring inset-ring-accent' : 'hover:border-edge',
            action.disabledBecause && 'cursor-not-allowed',
          )}
        >
          <Tick
            type="radio"
            name={`choice-${attempt}`}
            checked={index === picked}
            onChange={() => pick(index)}
            className="size-4.5 shrink-0 accent-accent"
          />
          <span className="min-w-0 grow">
            <b className={clsx(action.disabledBecause && 'text-muted', action.isDanger && 'text-critical')}>
              {action.label}
            </b>
            <span className="block text-small text-muted">{action.about}</span>
            {action.disabledBecause ? (
              <span className="block text-small font-medium text-waiting">{action.disabledBecause}</span>
            ) : null}
          </span>
          {index < KEYS ? (
            <kbd aria-hidden className="max-sm:hidden">
              {index + 1}
            </kbd>
          ) : null}
        </label>
      ))}
    </fieldset>
  );
}
