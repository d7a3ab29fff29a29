import { clsx } from 'clsx';
import { Card, CardTitle } from '@/components/ui/card';
import { StateIcon } from '@/components/ui/state';
import type { DrillView } from '@/lib/contracts/drill-view';
import { clockWords, durationWords } from '@/lib/domain/words';
import { comparedWords } from './drills-model';

/** Each step's time against its estimate, and the whole against the target. */
export function DrillTimes({ view, isBare = false }: { view: DrillView; isBare?: boolean }) {
  const table = <StepTable view={view} />;
  if (isBare) return table;
  return (
    <Card as="section" aria-labelledby="times-title" className="overflow-hidden">
      <CardTitle id="times-title">Time per step</CardTitle>
      {view.steps.length === 0 ? (
        <p className="px-4.5 pb-4 text-muted">
          {view.drill.startedAt
            ? 'No step has run yet.'
            : `The run’s time is measured against the procedure’s estimate${view.drill.estimate ? `, ${view.drill.estimate}` : ''}.`}
        </p>
      ) : (
        table
      )}
    </Card>
  );
}

function StepTable({ view }: { view: DrillView }) {
  const { steps, total, drill, before } = view;
  const compared = drill.result ? comparedWords(drill.result.tookMs, before?.tookMs ?? null) : null;
  const number = 'num px-2 py-2 text-right whitespace-nowrap sm:px-4.5';
  return (
    <table className="w-full border-t border-line text-small">
      <thead>
        <tr className="text-left">
          <th scope="col" className="label px-3 py-2 sm:px-4.5">
            Step
          </th>
          <th scope="col" className={clsx('label', number)}>
            Estimate
          </th>
          <th scope="col" className={clsx('label', number)}>
            Took
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line border-t border-line">
        {steps.map((step, index) => {
          const isOver = step.tookMs !== null && step.tookMs > step.estimateMs;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a plan's steps keep their places, and titles may repeat
            <tr key={index}>
              <th scope="row" className="px-3 py-2 text-left font-normal sm:px-4.5">
                <span className="flex items-start gap-2.5">
                  <StateIcon state={step.state} className="mt-0.5 size-4" />
                  <span className="min-w-0 [overflow-wrap:anywhere]">{step.title}</span>
                </span>
              </th>
              <td className={clsx(number, 'text-muted')}>{durationWords(step.estimateMs)}</td>
              <td className={clsx(number, isOver && 'font-medium text-waiting')}>
                {step.tookMs === null ? '' : durationWords(step.tookMs)}
                {isOver ? <span className="sr-only">, over its estimate</span> : null}
              </td>
            </tr>
          );
        })}
        {total ? (
          <tr>
            <th scope="row" className="px-3 py-2 text-left font-normal text-muted sm:px-4.5">
              Between the steps: reading, deciding, pressing
            </th>
            <td />
            <td className={number}>{durationWords(total.waitedMs)}</td>
          </tr>
        ) : null}
      </tbody>
      {total ? (
        <tfoot>
          <tr className="border-t-2 border-line font-[640]">
            <th scope="row" className="px-3 py-2.5 text-left sm:px-4.5">
              Against the target
              {compared ? <span className="block font-normal text-muted">{compared}</span> : null}
            </th>
            <td className={number}>{drill.targetMs === null ? '' : durationWords(drill.targetMs)}</td>
            <td className={clsx(number, drill.result && (drill.result.isInTime ? 'text-ok' : 'text-waiting'))}>
              {clockWords(total.tookMs)}
              {drill.result ? (drill.result.isInTime ? ', in time' : ', over time') : ''}
            </td>
          </tr>
        </tfoot>
      ) : null}
    </table>
  );
}
