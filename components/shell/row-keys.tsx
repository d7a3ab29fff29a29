'use client';

import { type ReactNode, useRef } from 'react';
import { useShortcut } from './shortcuts';
import { nextRow } from './shortcuts-model';

/**
 * `j` and `k` walk through the rows of the lists in here, by the first thing in each that Enter opens: a link, or what folds
 * the row out. Of lists in lists the inner rows count, and `data-not-rows` marks a list that is beside the point.
 */
export function RowKeys({ of, children }: { of: string; children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  const move = (by: 1 | -1) => {
    const rows = [...(ref.current?.querySelectorAll('ul > li:not(:has(li))') ?? [])];
    const stops = rows.flatMap((row) =>
      row.closest('[data-not-rows]') ? [] : (row.querySelector<HTMLElement>('a, summary') ?? []),
    );
    const here = stops.findIndex((stop) => stop.closest('li')?.contains(document.activeElement));
    stops[nextRow(stops.length, here, by)]?.focus();
  };
  useShortcut('j', `Go to the next ${of}`, () => move(1));
  useShortcut('k', `Go to the ${of} before`, () => move(-1));
  return (
    <div ref={ref} className="contents">
      {children}
    </div>
  );
}
