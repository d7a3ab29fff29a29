'use client';

import { clsx } from 'clsx';
import { ChevronDown, MapPin } from 'lucide-react';
import { useState } from 'react';
import { useShortcut } from '../shell/shortcuts';
import { PlainButton } from '../ui/plain-button';
import { StateIcon } from '../ui/state';
import { Elapsed } from '../ui/time';
import { buildRail, type RailItem, type Rail as RailView, railOrder } from './rail-model';
import { useRoom } from './room-context';
import { type Place, placeKey } from './room-model';

/** Everything there is to do, in order, with its state and time. On a phone it folds into "Step 3 of 8". */
export function Rail() {
  const { room, place, goTo } = useRoom();
  const [isOpen, setIsOpen] = useState(false);
  const rail = buildRail(room);
  useStepKeys(rail, place, goTo);
  const viewed = railOrder(rail).find((item) => item.key === placeKey(place));
  const choose = (next: Place) => {
    goTo(next);
    setIsOpen(false);
  };
  return (
    <nav aria-label="Steps" className="border-b border-line lg:border-r lg:border-b-0">
      <PlainButton
        aria-expanded={isOpen}
        aria-controls="rail-list"
        onClick={() => setIsOpen(!isOpen)}
        className="flex min-h-11 w-full items-center gap-2.5 px-4 text-left lg:hidden"
      >
        {viewed ? <StateIcon state={viewed.state} /> : null}
        <span className="min-w-0 grow truncate">
          <b className="num">{rail.position}</b>
          {viewed && viewed.title !== rail.position ? <span className="text-muted"> · {viewed.title}</span> : null}
        </span>
        <ChevronDown
          aria-hidden
          className={clsx('size-4 shrink-0 text-muted transition-transform', isOpen && 'rotate-180')}
        />
      </PlainButton>
      <div
        id="rail-list"
        className={clsx(
          'px-2.5 pb-4 lg:sticky lg:top-7.5 lg:block lg:max-h-[calc(100dvh-7rem)] lg:overflow-y-auto lg:pt-3.5',
          !isOpen && 'hidden',
        )}
      >
        <RailHead />
        <RailGroup items={[...rail.before, ...rail.steps]} viewedKey={placeKey(place)} onChoose={choose} />
        {rail.otherWays.length > 0 ? (
          <OtherWays items={rail.otherWays} viewedKey={placeKey(place)} onChoose={choose} />
        ) : null}
        <h2 className="label px-2.5 pt-4 pb-1">Then</h2>
        <RailGroup items={rail.after} viewedKey={placeKey(place)} onChoose={choose} />
      </div>
    </nav>
  );
}

function RailHead() {
  const { room } = useRoom();
  const run = room.run;
  if (!run) return null;
  return (
    <div className="px-2.5 pt-1 pb-2">
      <h2 className="label">
        Phase {run.phase} · {run.title}
      </h2>
      <p className="num mt-0.5 text-small text-muted">
        {[run.estimate ? `est. ${run.estimate.replace(/^est\.\s*/, '')}` : '', run.drilled].filter(Boolean).join(' · ')}
      </p>
    </div>
  );
}

type GroupProps = { items: RailItem[]; viewedKey: string; onChoose: (place: Place) => void };

function RailGroup({ items, viewedKey, onChoose }: GroupProps) {
  return (
    <ol className="grid gap-px">
      {items.map((item, index) => (
        <li key={item.key}>
          {item.group && item.group !== items[index - 1]?.group ? (
            <p className="label px-2.5 pt-2.5 pb-0.5">{item.group}</p>
          ) : null}
          <RailLine item={item} isViewed={item.key === viewedKey} onChoose={onChoose} />
        </li>
      ))}
    </ol>
  );
}

function RailLine({
  item,
  isViewed,
  onChoose,
}: {
  item: RailItem;
  isViewed: boolean;
  onChoose: (place: Place) => void;
}) {
  return (
    <PlainButton
      onClick={() => onChoose(item.place)}
      aria-current={item.isNow ? 'step' : undefined}
      aria-pressed={isViewed}
      className={clsx(
        'grid min-h-touch w-full lg:min-h-9 grid-cols-[1.25rem_minmax(0,1fr)_auto] items-start gap-2 rounded-control px-2.5 py-1.75 text-left',
        item.isNow && 'bg-accent-soft font-[620]',
        isViewed && !item.isNow && 'bg-sunken inset-ring inset-ring-edge',
        isViewed && item.isNow && 'inset-ring inset-ring-accent/45',
        !isViewed && !item.isNow && 'hover:bg-sunken',
      )}
    >
      <span className="mt-0.5">
        <StateIcon state={item.state} className="size-4" />
      </span>
      <span
        className={clsx(
          '[overflow-wrap:anywhere]',
          item.state === 'skipped' && 'text-muted line-through decoration-line',
        )}
      >
        {item.title}
      </span>
      <span className="num pt-0.5 text-xs font-normal text-faint">
        {item.isNow && !isViewed ? <MapPin aria-label="now" className="mr-1 inline size-3" /> : null}
        {item.runningSince ? <Elapsed since={item.runningSince} form="clock" /> : item.time}
      </span>
    </PlainButton>
  );
}

function OtherWays({ items, viewedKey, onChoose }: GroupProps) {
  return (
    <details className="mt-1" open={items.some((item) => item.key === viewedKey) || undefined}>
      <summary className="label flex min-h-touch items-center lg:min-h-8 px-2.5">
        If a step fails ({items.length} more)
      </summary>
      <RailGroup items={items} viewedKey={viewedKey} onChoose={onChoose} />
    </details>
  );
}

function useStepKeys(rail: RailView, place: Place, goTo: (place: Place | null) => void) {
  const move = (by: 1 | -1) => {
    const items = railOrder(rail);
    const next = items[items.findIndex((item) => item.key === placeKey(place)) + by];
    if (next) goTo(next.place);
  };
  useShortcut('j', 'Look at the next step', () => move(1));
  useShortcut('k', 'Look at the step before', () => move(-1));
  useShortcut('n', 'Back to now', () => goTo(null));
}
