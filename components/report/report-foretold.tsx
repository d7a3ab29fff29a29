import { clsx } from 'clsx';
import type { ForetoldRun, ForetoldStep } from '@/lib/contracts/report-view';
import { tookWords } from '@/lib/domain/report-document';
import { StateIcon } from '../ui/state';

/** What the approver had read of each change beside what came of it: where the two differ, the next plan can be better. */
export function ReportForetold({ runs }: { runs: ForetoldRun[] }) {
  return runs.map(({ runId, procedure, steps }) => (
    <section key={runId} aria-label={`Foretold and happened: ${procedure}`} className="mt-4">
      <h3 className="label [break-after:avoid]">Foretold and happened{procedure ? `: ${procedure}` : ''}</h3>
      <ul>
        {steps.map((step) => (
          <Step key={step.stepId} step={step} />
        ))}
      </ul>
    </section>
  ));
}

function Step({ step }: { step: ForetoldStep }) {
  return (
    <li className="grid grid-cols-1 gap-x-5 gap-y-1 border-t border-line py-2 text-small first:border-0 [break-inside:avoid] sm:grid-cols-2">
      <p className="flex items-start gap-2 font-[620] sm:col-span-2">
        <StateIcon state={step.outcome} className="mt-0.5 size-4" />
        <span className="min-w-0 [overflow-wrap:anywhere]">{step.title}</span>
      </p>
      <p className="[overflow-wrap:anywhere]">
        <span className="text-muted">Foretold: </span>
        {step.foretold || 'Nothing was known of it.'} <span className="text-muted">{step.time}.</span>
      </p>
      <p className="[overflow-wrap:anywhere]">
        <span className="text-muted">Happened: </span>
        {step.happened} <span className={clsx(step.isLonger ? 'text-waiting' : 'text-muted')}>{tookWords(step)}</span>
      </p>
    </li>
  );
}
