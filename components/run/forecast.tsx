import { clsx } from 'clsx';
import { Lock } from 'lucide-react';
import type { StepForecast } from '@/lib/contracts/plan';

/** What one step will do, one sentence a question: who waits, for how long, what it touches, what users notice, how to undo it. */
export function Forecast({ forecast, undo, className }: { forecast: StepForecast; undo?: string; className?: string }) {
  const lines = [
    { term: 'Users notice', words: forecast.usersNotice },
    { term: 'Locks', words: forecast.lock },
    { term: 'Takes', words: `${forecast.time}.` },
    { term: 'Touches', words: forecast.touches.join('; ') || null },
    { term: 'Undo', words: undo ?? null },
  ];
  return (
    <dl className={clsx('grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-3 gap-y-1 text-small', className)}>
      {lines.map(({ term, words }) =>
        words === null ? null : (
          <div key={term} className="contents">
            <dt className="text-muted">{term}</dt>
            <dd className="[overflow-wrap:anywhere]">{words}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** The same in two sentences at most, for a list: what users notice, and who has to wait. */
export function ForecastInShort({ forecast }: { forecast: StepForecast }) {
  return (
    <>
      {forecast.usersNotice ? <p className="text-small text-muted">{forecast.usersNotice}</p> : null}
      {forecast.isBlocking ? (
        <p className="flex items-start gap-1.5 text-small font-medium text-waiting">
          <Lock aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          <span>{gravest(forecast.lock)}</span>
        </p>
      ) : null}
    </>
  );
}

/** The gravest lock is named first; the weaker ones are read where everything is. */
const gravest = (lock: string | null) => lock?.split(/(?<=\.) /)[0] ?? '';
