import { clsx } from 'clsx';
import { ChevronRight } from 'lucide-react';
import type { Effect, StepForecast } from '@/lib/contracts/plan';
import { CodeBlock } from '../ui/code-block';
import { EffectIcon, effectWords } from './effect-icon';
import { Forecast, ForecastInShort } from './forecast';

export type PlannedStep = {
  title: string;
  effect: Effect;
  where: string;
  display: string;
  highlights: string[];
  plannedSkip?: string | null;
  undo?: string;
  group?: string | undefined;
  forecast?: StepForecast | null;
  /** Its place in the plan, where the list does not show all of it. */
  number?: number;
};

type Props = {
  steps: PlannedStep[];
  /** Opens every step, or closes them all; each can be opened by itself. */
  areCommandsOpen: boolean;
  label: string;
};

/** The steps as they will run: effect, words, place, what it means; the exact command is one press away. */
export function PlanSteps({ steps, areCommandsOpen, label }: Props) {
  return (
    <ol aria-label={label} className="grid grid-cols-[minmax(0,1fr)] gap-1">
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a plan's steps have their place for good
        <li key={index} className={clsx('flex items-start gap-2.5 py-1', step.plannedSkip && 'text-muted')}>
          <span className="mt-0.5">
            <EffectIcon effect={step.effect} />
          </span>
          <div className="min-w-0 grow">
            {step.group && step.group !== steps[index - 1]?.group ? <p className="label">{step.group}</p> : null}
            <StepTitle step={step} />
            {step.plannedSkip ? (
              <p className="text-small">Left out: {step.plannedSkip}</p>
            ) : (
              <>
                {step.effect !== 'read' && step.forecast ? <ForecastInShort forecast={step.forecast} /> : null}
                <Exactly step={step} isOpen={areCommandsOpen} />
              </>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

function StepTitle({ step }: { step: PlannedStep }) {
  return (
    <p>
      {step.number === undefined ? null : <span className="num mr-1.5 text-faint">{step.number}.</span>}
      <span className={clsx(step.effect !== 'read' && !step.plannedSkip && 'font-[620]')}>{step.title}</span>
      <span className="text-small text-muted"> · {step.where}</span>
      {step.effect === 'irreversible' ? (
        <span className="text-small font-[620] text-critical"> · {effectWords('irreversible')}</span>
      ) : null}
    </p>
  );
}

function Exactly({ step, isOpen }: { step: PlannedStep; isOpen: boolean }) {
  const undo = step.effect === 'read' ? undefined : step.undo;
  return (
    <details open={isOpen || undefined} className="group/exactly">
      <summary className="inline-flex min-h-11 w-fit items-center gap-1 text-small text-accent sm:min-h-6">
        <ChevronRight aria-hidden className="size-3.5 shrink-0 group-open/exactly:rotate-90" />
        {step.effect === 'read' ? 'The exact command' : 'What it locks and touches, the exact command'}
        <span className="sr-only"> of {step.title}</span>
      </summary>
      {step.forecast ? (
        <Forecast forecast={step.forecast} {...(undo && { undo })} className="mt-0.5 mb-1.5" />
      ) : undo ? (
        <p className="mb-1 text-small text-muted">Undo: {undo}</p>
      ) : null}
      <CodeBlock
        code={step.display}
        highlights={step.highlights}
        label={`Command of ${step.title}`}
        className="mt-1.5 mb-1"
        isWrapped
      />
    </details>
  );
}
