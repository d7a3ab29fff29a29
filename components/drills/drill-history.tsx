import { CalendarCheck } from 'lucide-react';
import Link from 'next/link';
import { EmptyState } from '@/components/ui/empty-state';
import { LocalTime } from '@/components/ui/time';
import type { DrillCard } from '@/lib/contracts/drill-view';
import { DrillStatusPill } from './drill-status';
import { DrillTrend } from './drill-trend';
import { comparedWords, resultWords, timeBefore, trendOf } from './drills-model';

/** Earlier drills, newest first, each against its time target and the time before. */
export function DrillHistory({ history }: { history: DrillCard[] }) {
  return (
    <section aria-labelledby="history-title">
      <h2 id="history-title" className="mb-2 text-lg font-[640] tracking-[-0.01em]">
        Earlier drills
      </h2>
      {history.length === 0 ? (
        <div className="card">
          <EmptyState icon={<CalendarCheck />} title="No drill has been held yet">
            Each one is kept here with its time against the target, and its page says what to do better. The first is
            the slowest: press “Hold a drill now” at the top of this page.
          </EmptyState>
        </div>
      ) : (
        <div className="card overflow-hidden">
          <DrillTrend points={trendOf(history)} />
          <ul aria-label="Earlier drills" className="divide-y divide-line">
            {history.map((drill) => (
              <HistoryRow key={drill.id} drill={drill} before={timeBefore(history, drill)} />
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function HistoryRow({ drill, before }: { drill: DrillCard; before: number | null }) {
  const { result } = drill;
  const compared = result ? comparedWords(result.tookMs, before) : null;
  return (
    <li className="grid items-center gap-x-5 gap-y-1 px-4.5 py-2.5 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <Link href={`/drills/${drill.id}`} className="font-[620] hover:underline">
          {drill.title}
        </Link>
        <p className="text-small text-muted">
          {drill.finishedAt ? <LocalTime at={drill.finishedAt} /> : null} · {drill.targetName}
          {drill.reason ? ` · “${drill.reason}”` : ''}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 sm:justify-end">
        {compared ? <span className="text-small text-muted">{compared}</span> : null}
        {result ? <span className="num text-small">{resultWords(result)}</span> : null}
        <DrillStatusPill drill={drill} />
      </div>
    </li>
  );
}
