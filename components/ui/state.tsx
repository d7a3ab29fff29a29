import { clsx } from 'clsx';
import {
  BadgeCheck,
  Ban,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CirclePause,
  CircleQuestionMark,
  FilePen,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  OctagonX,
  SkipForward,
} from 'lucide-react';
import type { RunState, StepState } from '@/lib/domain/run-states';
import { Pill, TONE_TEXT } from './pill';
import { RUN_LOOKS, STEP_LOOKS, type StateLook } from './state-model';

const SHAPES: Record<StateLook['shape'], LucideIcon> = {
  dashed: CircleDashed,
  dot: CircleDot,
  turning: LoaderCircle,
  check: CircleCheck,
  'octagon-x': OctagonX,
  question: CircleQuestionMark,
  ban: Ban,
  skip: SkipForward,
  draft: FilePen,
  hourglass: Hourglass,
  badge: BadgeCheck,
  pause: CirclePause,
};

type OfStep = { kind?: 'step'; state: StepState };
type OfRun = { kind: 'run'; state: RunState };
type Props = (OfStep | OfRun) & { className?: string };

const lookOf = (of: OfStep | OfRun): StateLook => (of.kind === 'run' ? RUN_LOOKS[of.state] : STEP_LOOKS[of.state]);

function Shape({ look, className }: { look: StateLook; className?: string }) {
  const Icon = SHAPES[look.shape];
  return (
    <Icon
      aria-hidden
      strokeWidth={2.1}
      className={clsx('shrink-0', className, look.shape === 'turning' && 'animate-turn')}
    />
  );
}

/** The state's shape in its colour, named for assistive technology. Give `isDecorative` where the word stands beside it. */
export function StateIcon({ className = 'size-4.5', isDecorative = false, ...of }: Props & { isDecorative?: boolean }) {
  const look = lookOf(of);
  if (isDecorative)
    return (
      <span className={clsx('inline-flex', TONE_TEXT[look.tone])}>
        <Shape look={look} className={className} />
      </span>
    );
  return (
    <span role="img" aria-label={look.word} className={clsx('inline-flex', TONE_TEXT[look.tone])}>
      <Shape look={look} className={className} />
    </span>
  );
}

export function StatePill({ className, ...of }: Props) {
  const look = lookOf(of);
  return (
    <Pill tone={look.tone} icon={<Shape look={look} className="size-3.5" />} className={className}>
      {look.word}
    </Pill>
  );
}
