import { clsx } from 'clsx';
import { useEffect, useState } from 'react';
import type { TimelineItem } from '@/lib/contracts/views';
import { Button } from '../ui/button';
import { useZone } from '../ui/render-context';
import { formatDay, formatExact, formatTime } from '../ui/time-model';
import { showTimelineLine } from './show-timeline-line';

const SHOWN = 60;
const TONES: Record<TimelineItem['tone'], string> = {
  neutral: 'text-text',
  ok: 'text-ok',
  fail: 'text-fail',
  unknown: 'text-unknown',
  waiting: 'text-waiting',
};

type Props = {
  items: TimelineItem[];
  /** The event whose line somebody asked for; `onFound` once it is in view. */
  wanted?: string | null;
  onFound?: () => void;
};

/** The newest on top; the whole of it is in the report. */
export function Timeline({ items, wanted = null, onFound }: Props) {
  const [isAsked, setIsWhole] = useState(false);
  const newest = items.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const isWhole = isAsked || newest.findIndex((item) => item.id === wanted) >= SHOWN;
  const shown = isWhole ? newest : newest.slice(0, SHOWN);
  useEffect(() => {
    if (wanted === null || !showTimelineLine(wanted)) return;
    setIsWhole(isWhole);
    onFound?.();
  }, [wanted, isWhole, onFound]);
  if (items.length === 0)
    return <p className="px-4.5 py-4 text-muted">Everything that is done here is written down as it happens.</p>;
  return (
    <>
      <ol aria-label="Timeline" className="grid gap-3 px-4.5 py-3.5">
        {shown.map((item, index) => (
          <TimelineLine key={item.id} item={item} before={shown[index - 1]} />
        ))}
      </ol>
      {newest.length > shown.length ? (
        <div className="px-4.5 pb-3">
          <Button size="small" onClick={() => setIsWhole(true)}>
            Show {newest.length - shown.length} earlier
          </Button>
        </div>
      ) : null}
    </>
  );
}

/** A line says its day only where the day changes from the line before. */
export function TimelineLine({
  item,
  before,
  withSeconds = false,
}: {
  item: TimelineItem;
  before: TimelineItem | undefined;
  withSeconds?: boolean;
}) {
  const zone = useZone();
  const day = formatDay(item.at, zone);
  const isNewDay = before !== undefined && formatDay(before.at, zone) !== day;
  return (
    <li
      data-event={item.id}
      tabIndex={-1}
      className={clsx(
        'grid gap-2.5 rounded-sm text-small [break-inside:avoid]',
        withSeconds ? 'grid-cols-[4.25rem_minmax(0,1fr)]' : 'grid-cols-[2.75rem_minmax(0,1fr)]',
      )}
    >
      <time dateTime={item.at} title={formatExact(item.at, zone)} className="num text-faint" suppressHydrationWarning>
        {formatTime(item.at, zone, withSeconds)}
      </time>
      <div className="min-w-0 [overflow-wrap:anywhere]">
        {isNewDay ? <p className="label">{day}</p> : null}
        <p>
          <b className={TONES[item.tone]}>{item.strong}</b> {item.text}
        </p>
        {item.quote ? <blockquote className="text-muted">“{item.quote}”</blockquote> : null}
        {item.push ? <p className="text-faint">{item.push}</p> : null}
        {item.actor && !item.strong.startsWith(item.actor) ? <p className="text-faint">{item.actor}</p> : null}
      </div>
    </li>
  );
}
