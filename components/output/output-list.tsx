'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useZone } from '../ui/render-context';
import { OutputLineView } from './output-line';
import type { OutputLine } from './output-model';

const LINE_PX = 21;

/** The lines, of which only those in view exist. It follows the newest one until somebody scrolls up. */
export function OutputList({
  lines,
  words,
  matchedLine,
  label,
}: {
  lines: OutputLine[];
  words: string;
  matchedLine: number | null;
  label: string;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const zone = useZone();
  const [isAtEnd, setIsAtEnd] = useState(true);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 12,
  });
  const follows = isAtEnd && matchedLine === null;
  const total = virtual.getTotalSize();
  // biome-ignore lint/correctness/useExhaustiveDependencies: every growth of the list is followed, whatever caused it
  useEffect(() => {
    if (follows && scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [follows, total, lines.length]);
  useEffect(() => {
    if (matchedLine !== null) virtual.scrollToIndex(matchedLine, { align: 'center' });
  }, [matchedLine, virtual]);
  return (
    <div className="relative min-h-0 grow">
      <div
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable with the keyboard
        tabIndex={0}
        role="log"
        aria-label={label}
        aria-live="off"
        onScroll={({ currentTarget: box }) =>
          setIsAtEnd(box.scrollHeight - box.scrollTop - box.clientHeight < LINE_PX * 1.5)
        }
        className="absolute inset-0 overflow-y-auto overflow-x-hidden rounded-[inherit] py-2.5 font-mono text-[12.5px] leading-[19px] [contain:strict]"
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
                <OutputLineView line={line} zone={zone} words={words} isCurrentMatch={item.index === matchedLine} />
              </div>
            ) : null;
          })}
        </div>
      </div>
      {isAtEnd ? null : (
        <button
          type="button"
          onClick={() => {
            setIsAtEnd(true);
            if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
          }}
          className="absolute bottom-3 right-4 flex min-h-8 items-center gap-1.5 rounded-full bg-code px-3.5 font-sans text-small font-semibold text-[oklch(0.2_0.02_260)] shadow-pop"
        >
          <ArrowDown className="size-3.5" aria-hidden /> Jump to newest
        </button>
      )}
    </div>
  );
}
