'use client';

import { lazy, type ReactNode, Suspense, useCallback, useRef, useState } from 'react';
import { untilFetched } from '@/lib/client/until-fetched';
import type { ActionResult } from '@/lib/contracts/result';
import { settle } from '../ui/settle';
import { type Confirmed, StepUpContext } from '../ui/step-up-context';
import type { ConfirmActions } from './confirm-dialog';

const ConfirmDialog = lazy(() =>
  untilFetched(() => import('./confirm-dialog').then((file) => ({ default: file.ConfirmDialog }))),
);

type Question = { promise: Promise<boolean>; answer: (isConfirmed: boolean) => void };

/** Asks for the password or a passkey wherever an action wants a fresh one, and then runs that action once more. */
export function StepUpProvider({ actions, children }: { actions: ConfirmActions; children: ReactNode }) {
  const question = useRef<Question | null>(null);
  const [isAsking, setIsAsking] = useState(false);

  const ask = useCallback((): Promise<boolean> => {
    // Two actions at once, such as a press and a form's: one answer is enough for both.
    if (question.current) return question.current.promise;
    let answer: (isConfirmed: boolean) => void = () => undefined;
    const promise = new Promise<boolean>((resolve) => {
      answer = resolve;
    });
    question.current = { promise, answer };
    setIsAsking(true);
    return promise;
  }, []);

  const settleQuestion = (isConfirmed: boolean) => {
    question.current?.answer(isConfirmed);
    question.current = null;
    setIsAsking(false);
  };

  const confirmed: Confirmed = useCallback(
    async <T,>(run: () => Promise<ActionResult<T>>) => {
      const result = await settle(run());
      if (result.ok || result.error.code !== 'stale_sign_in') return result;
      return (await ask()) ? settle(run()) : result;
    },
    [ask],
  );

  return (
    <StepUpContext value={confirmed}>
      {children}
      {isAsking ? (
        <Suspense>
          <ConfirmDialog actions={actions} onEnd={settleQuestion} />
        </Suspense>
      ) : null}
    </StepUpContext>
  );
}
