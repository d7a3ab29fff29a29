'use client';

import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { settle } from '@/components/ui/settle';
import { useAddress } from '@/components/ui/use-address';
import { makeUuid } from '@/lib/client/make-uuid';
import type { ActionError, ActionResult } from '@/lib/contracts/result';
import type { SignalKind } from '@/lib/contracts/runbook';
import type { AssessmentView, AssessView } from '@/lib/contracts/views';
import {
  type AssessDraft,
  type AssessStep,
  emptyDraft,
  parseDraft,
  placeHref,
  readPlace,
  toSignals,
} from './assess-model';

const KEPT = 'assess-draft';

/** The draft of this tab: it survives a reload and the way back, and goes when the incident is declared. */
export function useAssessDraft() {
  const [draft, setDraft] = useState<AssessDraft>(() => emptyDraft(''));
  const [isLoaded, setIsLoaded] = useState(false);
  useEffect(() => {
    setDraft(parseDraft(sessionStorage.getItem(KEPT)) ?? emptyDraft(makeUuid()));
    setIsLoaded(true);
  }, []);
  useEffect(() => {
    if (isLoaded) sessionStorage.setItem(KEPT, JSON.stringify(draft));
  }, [draft, isLoaded]);
  const change = useCallback((part: Partial<AssessDraft>) => setDraft((old) => ({ ...old, ...part })), []);
  return { draft, isLoaded, change, forget: useCallback(() => sessionStorage.removeItem(KEPT), []) };
}

/** Page, target and ticks from the address. Ticks replace the entry; a page is a new one, so that Back goes a page back. */
export function useAssessPlace(view: AssessView) {
  const { query, move } = useAddress();
  const place = readPlace(view, new URLSearchParams(query));
  const go = (change: { targetKey?: string; picked?: SignalKind[]; step?: AssessStep }) => {
    const step = change.step ?? place.step;
    const href = placeHref(change.targetKey ?? place.target?.key ?? '', change.picked ?? place.picked, step);
    move(href, step === place.step ? 'replace' : 'push');
  };
  return { ...place, go };
}

class Refused extends Error {
  constructor(readonly detail: ActionError) {
    super(detail.message);
  }
}

type Assess = (input: never) => Promise<ActionResult<AssessmentView>>;

/** What the signals mean, from the server; asked again when they change. */
export function useAssessment(
  assess: Assess,
  place: ReturnType<typeof readPlace>,
  draft: AssessDraft,
  isReady: boolean,
) {
  const input = place.target
    ? { targetKey: place.target.key, signals: toSignals(place.target, place.picked, draft) }
    : null;
  const query = useQuery({
    queryKey: ['assessment', input],
    queryFn: async () => {
      const result = await settle(assess(input as never));
      if (!result.ok) throw new Refused(result.error);
      return result.value;
    },
    enabled: isReady && place.step > 1 && input !== null,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
    retry: false,
  });
  return {
    assessment: query.data ?? null,
    error: query.error instanceof Refused ? query.error.detail : null,
    again: () => void query.refetch(),
    input,
  };
}
