import { scaleLinear } from 'd3-scale';
import { Card } from '@/components/ui/card';
import type { StepTimes as Times } from '@/lib/contracts/procedure-view';
import { durationWords } from '@/lib/domain/words';
import { medianOf } from './procedure-page-model';

const WIDTH = 132;
const HEIGHT = 18;

/** How long each step took in the runs and drills before, against its estimate; the dots are the single runs. */
export function StepTimes({ steps, isEmpty }: { steps: Times[]; isEmpty: boolean }) {
  if (isEmpty) return null;
  const number = 'num px-3 py-2 text-right whitespace-nowrap';
  return (
    <section aria-labelledby="step-times" className="mt-7 min-w-0">
      <h2 id="step-times" className="text-lg font-[640] tracking-[-0.01em]">
        Time per step
      </h2>
      <p className="text-small text-muted">
        Of the last 20 runs and drills, where the step succeeded. A ring is a drill.
      </p>
      <Card className="mt-3 overflow-hidden">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by the keyboard */}
        <section aria-label="Time per step, table" tabIndex={0} className="relative overflow-x-auto">
          <table aria-labelledby="step-times" className="w-full text-small">
            <thead>
              <tr>
                <th scope="col" className="label px-3 py-2 text-left sm:px-4.5">
                  Step
                </th>
                {['Estimate', 'Half within', 'Slowest', 'Runs'].map((title) => (
                  <th key={title} scope="col" className={`label ${number}`}>
                    {title}
                  </th>
                ))}
                <th scope="col" className="label px-3 py-2 text-left">
                  <span className="sr-only">Each run</span>
                </th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line border-t border-line">
              {steps.map((step) => (
                <StepRow key={step.key} step={step} number={number} />
              ))}
            </tbody>
          </table>
        </section>
      </Card>
    </section>
  );
}

function StepRow({ step, number }: { step: Times; number: string }) {
  const values = step.times.map(({ tookMs }) => tookMs);
  const median = medianOf(values);
  const slowest = values.length > 0 ? Math.max(...values) : null;
  return (
    <tr>
      <th scope="row" className="min-w-44 px-3 py-2 text-left font-normal sm:px-4.5">
        {step.title}
      </th>
      <td className={`${number} text-muted`}>{durationWords(step.estimateMs)}</td>
      <td className={number}>{median === null ? '–' : durationWords(median)}</td>
      <td className={number}>
        {slowest === null ? '–' : durationWords(slowest)}
        {slowest !== null && slowest > step.estimateMs ? (
          <span className="block text-xs text-waiting">over its estimate</span>
        ) : null}
      </td>
      <td className={number}>{values.length}</td>
      <td className="px-3 py-2">
        <Dots step={step} top={Math.max(step.estimateMs, slowest ?? 0)} />
      </td>
    </tr>
  );
}

/** Decoration beside the figures: they are in the cells before it. */
function Dots({ step, top }: { step: Times; top: number }) {
  const x = scaleLinear([0, Math.max(1, top)], [5, WIDTH - 5]);
  return (
    <svg aria-hidden width={WIDTH} height={HEIGHT} className="block">
      <line x1={5} x2={WIDTH - 5} y1={HEIGHT / 2} y2={HEIGHT / 2} className="stroke-line" />
      <line x1={x(step.estimateMs)} x2={x(step.estimateMs)} y1={2} y2={HEIGHT - 2} className="stroke-edge" />
      {step.times.map(({ runId, tookMs, isDrill }) => (
        <circle
          key={runId}
          cx={x(tookMs)}
          cy={HEIGHT / 2}
          r={3.5}
          strokeWidth={1.5}
          className={isDrill ? 'fill-surface stroke-drill-text' : 'fill-accent stroke-surface'}
        />
      ))}
    </svg>
  );
}
