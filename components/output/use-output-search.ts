import { useEffect, useMemo, useState } from 'react';
import { getMatches } from '@/lib/client/fetchers';
import type { OutputMatches } from '@/lib/contracts/views';
import { findMatches } from '@/lib/domain/output-lines';
import type { OutputShown } from './output-window';
import type { Attempt } from './use-output';

/** Somebody types; and a step that prints is not searched anew for every line. */
const TYPING_MS = 150;
const GROWING_MS = 1500;

type Found = Pick<OutputMatches, 'lines' | 'total'>;
const NONE: Found = { lines: [], total: 0 };

/** The lines that hold the words, in all of the output: what the browser does not hold, the server looks through. */
export function useOutputSearch({ stepId, epoch }: Attempt, shown: OutputShown, words: string) {
  const isHere = !shown.hasEarlier && !shown.hasLater;
  const isEmpty = words.trim() === '';
  const [asked, setAsked] = useState<(OutputMatches & { words: string }) | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  /** Counts the answers and failures, so that each is followed by another question where one is due. */
  const [turn, setTurn] = useState(0);
  const local = useMemo<Found>(() => {
    const lines = isHere && !isEmpty ? findMatches(shown.lines, words) : [];
    return { lines, total: lines.length };
  }, [isHere, isEmpty, shown.lines, words]);
  const isKnown = asked?.words === words;
  const isStale = !isKnown || asked.lastSeq < shown.total.lastSeq;
  const mustAsk = !isHere && !isEmpty && isStale;
  const pause = isKnown || failed === words ? GROWING_MS : TYPING_MS;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the pause belongs to the turn in which it was taken
  useEffect(() => {
    if (!mustAsk) return;
    const ending = new AbortController();
    const ask = async () => {
      const answer = await getMatches(stepId, epoch, words, ending.signal).catch(() => null);
      if (ending.signal.aborted) return;
      if (answer) setAsked({ ...answer, words });
      setFailed(answer ? null : words);
      setTurn((before) => before + 1);
    };
    const timer = setTimeout(() => void ask(), pause);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [mustAsk, turn, stepId, epoch, words]);
  const found = isEmpty ? NONE : isHere ? local : isKnown ? asked : NONE;
  return { ...found, isSearching: !isHere && !isEmpty && !isKnown, hasFailed: !isHere && failed === words };
}
