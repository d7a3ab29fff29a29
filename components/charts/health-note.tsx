import type { HealthMark } from '@/lib/contracts/health-view';
import { useZone } from '../ui/render-context';
import { formatTime } from '../ui/time-model';

/** What a mark stands for. It lies over the plot, so that nothing moves; the slider's value says the same aloud. */
export function HealthNote({ mark, share, isLinked }: { mark: HealthMark; share: number; isLinked: boolean }) {
  const zone = useZone();
  return (
    <div aria-hidden className="no-print pointer-events-none absolute inset-x-0 top-full z-20 flex">
      {share > 0.5 ? <span className="grow" /> : null}
      <div className="max-w-80 rounded-control border border-line bg-surface px-3 py-2 text-small shadow-pop [overflow-wrap:anywhere]">
        <p>
          <span className="num text-faint">{formatTime(mark.at, zone, true)}</span> <b>{mark.label}</b>
        </p>
        <p className="line-clamp-3">{mark.what}</p>
        <p className="text-faint">
          {mark.by}
          {isLinked ? `${mark.by ? ' · ' : ''}Enter or a click shows its line` : ''}
        </p>
      </div>
    </div>
  );
}
