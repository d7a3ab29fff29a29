import { useEffect, useSyncExternalStore } from 'react';
import { listenToOutput } from '@/lib/client/output-news';
import type { OutputView } from './kept-view';
import type { OutputShown } from './output-window';

/** News may be lost without a word; then this asks, while the step runs or something could not be read. */
const FALLBACK_MS = 2500;

export type Attempt = { stepId: string; epoch: number };

/** One attempt's output, opened at its tail or around the view's line. `newestSeq` is what the room knows of. */
export function useOutput(
  view: OutputView,
  { newestSeq, isLive }: { newestSeq: number; isLive: boolean },
): OutputShown {
  const { stepId, epoch, output } = view;
  const shown = useSyncExternalStore(output.subscribe, output.getShown, output.getShown);
  useEffect(() => {
    const { isPending, hasLater } = output.getShown();
    if (isPending) void output.show(view.pressed === null ? { tail: true } : { line: view.pressed });
    else if (!hasLater) void output.readOn();
    return listenToOutput({
      hear: (news) => news.stepId === stepId && news.epoch === epoch && output.hear(news),
      lookAgain: () => void output.readOn(),
    });
  }, [output, stepId, epoch, view]);
  useEffect(() => output.hear({ lastSeq: newestSeq, chunk: null }), [output, newestSeq]);
  const { hasFailed, isPending, hasLater } = shown;
  useEffect(() => {
    if (!isLive && !hasFailed) return;
    const look = () => (isPending ? output.show({ tail: true }) : hasLater ? undefined : output.readOn());
    const timer = setInterval(() => void look(), FALLBACK_MS);
    return () => clearInterval(timer);
  }, [output, isLive, hasFailed, isPending, hasLater]);
  return shown;
}
