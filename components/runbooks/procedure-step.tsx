import { Forecast } from '@/components/run/forecast';
import { CodeBlock } from '@/components/ui/code-block';
import { Fact } from '@/components/ui/fact';
import { formatDuration } from '@/components/ui/time-model';
import type { ProcedureStepView } from '@/lib/contracts/procedure-view';
import { EffectPill } from './effect-pill';

const LABELS: Record<string, string> = { sql: 'statement', manual: 'instruction', script: 'script' };

export function ProcedureStep({
  ordinal,
  step,
  isUnderBranch,
}: {
  ordinal: number;
  step: ProcedureStepView;
  isUnderBranch: boolean;
}) {
  const title = `step-${ordinal}`;
  const Heading = isUnderBranch ? 'h4' : 'h3';
  return (
    <li className="card px-4.5 py-4" aria-labelledby={title}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <Heading id={title} className="min-w-0 grow text-base font-[620] [overflow-wrap:anywhere]">
          <span className="num mr-2 text-faint">{ordinal}</span>
          {step.title}
        </Heading>
        <EffectPill effect={step.effect} />
      </div>
      <p className="mt-1 text-muted">{step.about}</p>
      {step.display ? (
        <CodeBlock
          code={step.display}
          label={`Step ${ordinal}: ${LABELS[step.kind] ?? 'command'}`}
          isWrapped={step.kind === 'manual'}
          className="mt-3"
        />
      ) : null}
      {step.forecast ? <Forecast forecast={step.forecast} className="mt-3" /> : null}
      <dl className="mt-3 grid gap-x-6 gap-y-2 text-small sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]">
        <Fact term="Works when">{step.worksWhen}</Fact>
        <Fact term="Undo">{step.undo}</Fact>
        <Fact term="Time">
          <span className="num whitespace-nowrap">
            about {formatDuration(step.estimateMs)}, limit {formatDuration(step.timeoutMs)}
          </span>
        </Fact>
      </dl>
    </li>
  );
}
