import { useState } from 'react';
import { getOutput } from '@/lib/client/fetchers';
import { OutputWindow } from './output-window';

/** How somebody looks at one attempt's output. */
export type OutputView = {
  readonly stepId: string;
  readonly epoch: number;
  readonly output: OutputWindow;
  isSearchOpen: boolean;
  words: string;
  /** Which of the places found is shown; null once somebody has marked a line. */
  place: number | null;
  pressed: number | null;
  /** The first line in view where somebody has scrolled up; null at the end. */
  top: number | null;
};

// In a browser only: a server draws for many people.
let kept: OutputView | null = null;

/**
 * The view of an attempt, as it was left: when a step ends, the page around its output is another one, and whoever reads
 * or searches must not be thrown back to the tail. A link's line is opened anew.
 */
export function viewOf(stepId: string, epoch: number, line: number | null): OutputView {
  if (kept?.stepId === stepId && kept.epoch === epoch && (line === null || kept.pressed === line)) return kept;
  const output = new OutputWindow((at) => getOutput(stepId, epoch, at));
  const place = 0;
  const made = { stepId, epoch, output, isSearchOpen: false, words: '', place, pressed: line, top: null };
  if (typeof window !== 'undefined') kept = made;
  return made;
}

/** A state that outlives the component in the view. */
export function useViewState<K extends 'isSearchOpen' | 'words' | 'place' | 'pressed'>(view: OutputView, name: K) {
  const [value, setValue] = useState(view[name]);
  const set = (next: OutputView[K]) => {
    view[name] = next;
    setValue(next);
  };
  return [value, set] as const;
}
