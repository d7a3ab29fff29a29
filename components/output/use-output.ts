import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { getOutput } from '@/lib/client/fetchers';
import { listenToOutput } from '@/lib/client/output-news';
import { type OutputShown, OutputWindow } from './output-window';

/** News may be lost without a word; then this asks, while the step runs or something could not be read. */
const FALLBACK_MS = 2500;

export type Attempt = { stepId: string; epoch: number };

/** One attempt's output, opened at its tail or around `line`. `newestSeq` is what the room knows of. */
export function useOutput(
  { stepId, epoch }: Attempt,
  { newestSeq, isLive, line }: { newestSeq: number; isLive: boolean; line: number | null },
): { output: OutputWindow; shown: OutputShown } {
  const output = useMemo(() => new OutputWindow((at) => getOutput(stepId, epoch, at)), [stepId, epoch]);
  const shown = useSyncExternalStore(output.subscribe, output.getShown, output.getShown);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a line chosen later is scrolled to, not opened at
  useEffect(() => {
    void output.show(line === null ? { tail: true } : { line });
    return listenToOutput({
      hear: (news) => news.stepId === stepId && news.epoch === epoch && output.hear(news),
      lookAgain: () => void output.readOn(),
    });
  }, [output, stepId, epoch]);
  useEffect(() => output.hear({ lastSeq: newestSeq, chunk: null }), [output, newestSeq]);
  const { hasFailed, isPending, hasLater } = shown;
  useEffect(() => {
    if (!isLive && !hasFailed) return;
    const look = () => (isPending ? output.show({ tail: true }) : hasLater ? undefined : output.readOn());
    const timer = setInterval(() => void look(), FALLBACK_MS);
    return () => clearInterval(timer);
  }, [output, isLive, hasFailed, isPending, hasLater]);
  return { output, shown };
}
