'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { OutputLine } from '@/lib/domain/output-lines';
import { PlainButton } from '../ui/plain-button';
import { useZone } from '../ui/render-context';
import { OutputLineView } from './output-line';

const LINE_PX = 21;
/** So near to an edge, what is beyond it is read. */
const NEAR_PX = 40 * LINE_PX;

export type OutputListProps = {
  lines: readonly OutputLine[];
  hasEarlier: boolean;
  hasLater: boolean;
  words: string;
  /** The line that a search, a link or a press has brought up. */
  marked: number | null;
  onMark: (line: number | null) => void;
  onEarlier: () => void;
  onLater: () => void;
  /** To the first or the newest line of all, held here or not. */
  onJump: (to: 'start' | 'end') => void;
  onFollow: (follows: boolean) => void;
  lineAddress: (line: number) => string;
  fileAddress: (line: number) => string;
  /** Where somebody was before, as the first line in view; null at the end. */
  top: number | null;
  onTop: (line: number | null) => void;
  label: string;
};

/** The lines, of which only those in view exist. It follows the newest one until somebody scrolls up. */
export function OutputList(props: OutputListProps) {
  const { lines, hasEarlier, hasLater, words, marked, onMark, onJump, onFollow, label } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const zone = useZone();
  const [isAtEnd, setIsAtEnd] = useState(props.top === null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    // By its number a line stays where it is on the screen, whatever is put before it.
    getItemKey: (index) => lines[index]?.number ?? index,
    anchorTo: 'end',
    overscan: 12,
  });
  const follows = isAtEnd && !hasLater && marked === null;
  const total = virtual.getTotalSize();
  // biome-ignore lint/correctness/useExhaustiveDependencies: every growth of the list is followed, whatever caused it
  useEffect(() => {
    onFollow(follows);
    if (follows && scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [follows, total, lines]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it is drawn first
  useEffect(() => {
    const index = lines.findIndex((line) => line.number === props.top);
    if (index >= 0) virtual.scrollToIndex(index, { align: 'start' });
  }, []);
  const markedIndex = marked === null ? -1 : lines.findIndex((line) => line.number === marked);
  const isMarkedHere = markedIndex >= 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is brought up once, not whenever lines come before it
  useEffect(() => {
    if (isMarkedHere) virtual.scrollToIndex(markedIndex, { align: 'center' });
  }, [marked, isMarkedHere]);
  // Where nothing can be scrolled, nobody can scroll to what comes before.
  useEffect(() => {
    if (hasEarlier && total < (scroller.current?.clientHeight ?? 0)) props.onEarlier();
  }, [hasEarlier, total, props.onEarlier]);
  const onScroll = (box: HTMLDivElement) => {
    const below = box.scrollHeight - box.scrollTop - box.clientHeight;
    const isNowAtEnd = below < LINE_PX * 1.5;
    setIsAtEnd(isNowAtEnd);
    const first = virtual.getVirtualItemForOffset(box.scrollTop);
    props.onTop(isNowAtEnd && !hasLater ? null : (lines[first?.index ?? 0]?.number ?? null));
    if (hasEarlier && box.scrollTop < NEAR_PX) props.onEarlier();
    if (hasLater && below < NEAR_PX) props.onLater();
  };
  const goToEnd = () => {
    onMark(null);
    setIsAtEnd(true);
    onJump('end');
    if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.shiftKey && ({ ArrowUp: -1, ArrowDown: 1 } as Record<string, number>)[event.key];
    if (event.key === 'Home' && hasEarlier) onJump('start');
    else if (event.key === 'End') goToEnd();
    else if (step) {
      const from = isMarkedHere ? markedIndex : lines.length;
      onMark(lines[Math.min(lines.length - 1, Math.max(0, from + step))]?.number ?? null);
    } else if (event.key === 'Escape' && marked !== null) onMark(null);
    else return;
    event.preventDefault();
  };
  return (
    <div className="relative min-h-0 grow">
      <div
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable with the keyboard
        tabIndex={0}
        role="log"
        aria-label={label}
        aria-live="off"
        onScroll={({ currentTarget }) => onScroll(currentTarget)}
        onKeyDown={onKeyDown}
        className="absolute inset-0 overflow-y-auto overflow-x-hidden rounded-[inherit] py-2.5 font-mono text-code-block leading-[19px] [contain:strict]"
      >
        <div className="relative w-full" style={{ height: total }}>
          {virtual.getVirtualItems().map((item) => {
            const line = lines[item.index];
            return line ? (
              <div
                key={item.key}
                data-index={item.index}
                ref={virtual.measureElement}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <OutputLineView
                  line={line}
                  zone={zone}
                  words={words}
                  isMarked={line.number === marked}
                  onMark={onMark}
                  address={props.lineAddress(line.number)}
                  file={props.fileAddress(line.number)}
                />
              </div>
            ) : null;
          })}
        </div>
      </div>
      {isAtEnd && !hasLater ? null : (
        <PlainButton
          onClick={goToEnd}
          className="absolute bottom-3 right-4 flex min-h-touch items-center gap-1.5 rounded-full sm:min-h-8 bg-code px-3.5 font-sans text-small font-semibold text-code-ink shadow-pop"
        >
          <ArrowDown className="size-3.5" aria-hidden /> Jump to newest
        </PlainButton>
      )}
    </div>
  );
}
