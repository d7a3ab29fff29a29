import type { OutputChunk } from '@/lib/contracts/views';

export type OutputNews = { stepId: string; epoch: number; lastSeq: number; chunk: OutputChunk | null };
type Listener = { hear: (news: OutputNews) => void; lookAgain: () => void };

const listeners = new Set<Listener>();

/** Hears of all output, at once and one by one: a viewer takes what is its own. Returns how to stop. */
export function listenToOutput(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function tellOutput(news: OutputNews): void {
  for (const listener of listeners) listener.hear(news);
}

/** The stream was away: nobody knows what was said meanwhile. */
export function tellOutputGap(): void {
  for (const listener of listeners) listener.lookAgain();
}
