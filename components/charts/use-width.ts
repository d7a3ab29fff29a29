import { useCallback, useState } from 'react';

/** The width of an element in pixels, kept current; `assumed` until it is measured. */
export function useWidth(assumed: number): [(element: Element | null) => (() => void) | undefined, number] {
  const [width, setWidth] = useState(assumed);
  const ref = useCallback((element: Element | null) => {
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidth(Math.round(entry.contentRect.width));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}
