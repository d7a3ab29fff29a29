import { clsx } from 'clsx';
import type { Effect } from '@/lib/contracts/plan';
import { CodeBlock } from '../ui/code-block';
import { EffectIcon, effectWords } from './effect-icon';

export type PlannedStep = {
  title: string;
  effect: Effect;
  where: string;
  display: string;
  highlights: string[];
  plannedSkip?: string | null;
  undo?: string;
  group?: string | undefined;
};

/** The steps as they will run: effect, words, place; the exact command is one press away, or open from the start. */
export function PlanSteps({
  steps,
  areCommandsOpen,
  label,
}: {
  steps: PlannedStep[];
  areCommandsOpen: boolean;
  label: string;
}) {
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
            <p>
              <span className={clsx(step.effect !== 'read' && !step.plannedSkip && 'font-[620]')}>{step.title}</span>
              <span className="text-small text-muted"> · {step.where}</span>
              {step.effect === 'irreversible' ? (
                <span className="text-small font-[620] text-critical"> · {effectWords('irreversible')}</span>
              ) : null}
            </p>
            {step.plannedSkip ? <p className="text-small">Left out: {step.plannedSkip}</p> : null}
            {areCommandsOpen ? (
              <CodeBlock
                code={step.display}
                highlights={step.highlights}
                label={`Command of ${step.title}`}
                className="mt-1.5 mb-1"
                isWrapped
              />
            ) : null}
            {areCommandsOpen && step.undo ? <p className="mb-1 text-small text-muted">Undo: {step.undo}</p> : null}
          </div>
        </li>
      ))}
    </ol>
  );
}
