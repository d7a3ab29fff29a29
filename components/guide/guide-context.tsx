'use client';

import { useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { Notice } from '@/components/ui/notice';
import { settle } from '@/components/ui/settle';
import { queryKeys } from '@/lib/client/query-keys';
import { untilFetched } from '@/lib/client/until-fetched';
import type { GuideState, GuideView } from '@/lib/contracts/guide-view';
import type { ActionError, ActionResult } from '@/lib/contracts/result';

type Guide = {
  isOn: boolean;
  error: ActionError | null;
  /** What the page came with; null where the guide was ended then. */
  initial: GuideView | null;
  change: (state: GuideState) => Promise<void>;
};
const GuideContext = createContext<Guide>({ isOn: false, error: null, initial: null, change: async () => undefined });
export const useGuide = () => useContext(GuideContext);

type Props = {
  initial: GuideView;
  setGuide: (input: unknown) => Promise<ActionResult>;
  children: ReactNode;
};

/** Whether this person is being guided; the store keeps it, so that it is the same on every device of theirs. */
export function GuideProvider({ initial, setGuide, children }: Props) {
  const [isOn, setIsOn] = useState(initial.state === 'on');
  const [error, setError] = useState<ActionError | null>(null);
  const queryClient = useQueryClient();
  const guide = useMemo<Guide>(
    () => ({
      isOn,
      error,
      initial: initial.state === 'on' ? initial : null,
      change: async (state) => {
        const result = await settle(setGuide({ state }));
        setError(result.ok ? null : result.error);
        if (!result.ok) return;
        if (state === 'on') await queryClient.invalidateQueries({ queryKey: queryKeys.guide() });
        setIsOn(state === 'on');
      },
    }),
    [isOn, error, initial, setGuide, queryClient],
  );
  return <GuideContext value={guide}>{children}</GuideContext>;
}

/** Loaded by those alone whom it guides: it knows the room's rules. */
const GuidePanel = dynamic(() => untilFetched(() => import('./guide-panel').then((module) => module.GuidePanel)));

/** The guide's strip below the navigation: in the page's flow, so it covers nothing. */
export function GuideStrip() {
  const { isOn, error } = useGuide();
  if (error)
    return (
      <Notice tone="fail" title={error.message} className="mx-3.5 mt-3 sm:mx-6">
        {error.remedy}
      </Notice>
    );
  return isOn ? <GuidePanel /> : null;
}
