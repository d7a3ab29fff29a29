import type { TimelineItem } from '@/lib/contracts/views';
import { TimelineLine } from '../room/timeline';

/** From the first sign to the end, oldest first. */
export function ReportTimeline({ items }: { items: TimelineItem[] }) {
  if (items.length === 0) return null;
  const inOrder = items.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return (
    <section aria-labelledby="section-timeline">
      <h2 id="section-timeline" className="mt-7 mb-2.5 text-base font-[640] [break-after:avoid]">
        Timeline
      </h2>
      <ol className="grid gap-2.5">
        {inOrder.map((item, index) => (
          <TimelineLine key={item.id} item={item} before={inOrder[index - 1]} withSeconds />
        ))}
      </ol>
    </section>
  );
}
