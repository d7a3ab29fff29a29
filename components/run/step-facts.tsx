import type { StepView } from '@/lib/contracts/views';
import { formatMs } from '../charts/figures';

/** Where, how long, what counts as success, how to undo: said before anything runs. */
export function StepFacts({ step }: { step: StepView }) {
  const facts = [
    { label: 'Where', words: step.where },
    {
      label: 'Time limit',
      words: [`${formatMs(step.timeoutMs)}${step.hosts.length > 0 ? ' on each host' : ''}`, step.lockWords]
        .filter(Boolean)
        .join('; '),
    },
    { label: 'Works when', words: step.worksWhen },
    { label: 'Undo', words: step.undo },
  ];
  return (
    <dl className="grid grid-cols-2 overflow-hidden rounded-card border border-line bg-line [gap:1px] 2xl:grid-cols-4 md:max-2xl:grid-cols-[1fr_1fr_1.4fr_1.4fr]">
      {facts.map((fact) => (
        <div key={fact.label} className="min-w-0 bg-surface px-3.5 py-2.5">
          <dt className="label">{fact.label}</dt>
          <dd className="mt-0.5 [overflow-wrap:anywhere]">{fact.words}</dd>
        </div>
      ))}
    </dl>
  );
}
