'use client';

import { lazy, type ReactNode, Suspense, useState } from 'react';
import { untilFetched } from '@/lib/client/until-fetched';
import type { ActionError, ActionResult } from '@/lib/contracts/result';
import type { AllowedAction } from '@/lib/contracts/views';
import { gateOf } from './action-model';
import { Button } from './button';
import { Dialog } from './dialog';
import { ErrorNotice } from './notice';
import { useConfirmed } from './step-up-context';

const GateDialog = lazy(() =>
  untilFetched(() => import('./gate-dialog').then((file) => ({ default: file.GateDialog }))),
);

/** An allowed action, and what sends it; `reason` is empty where the action needs none. */
export type Offer = {
  /** Its name among those that stand beside it. */
  key: string;
  action: AllowedAction;
  onRun: (action: AllowedAction, given: { reason: string }) => Promise<ActionResult<unknown>>;
};

export type ActionPress = {
  press: (key: string) => void;
  isPending: boolean;
  /** What a press opens: to be drawn where it stays while the action is offered. */
  windows: ReactNode;
};

/**
 * What pressing an allowed action does, whatever draws it: asks for what it needs first, runs it, and says what went
 * wrong. The offers are those of now: where somebody else took one away meanwhile, what asks about it goes with it.
 */
export function useActionPress(offers: readonly Offer[]): ActionPress {
  const [askedKey, setAskedKey] = useState<string | null>(null);
  const [isPending, setIsPending] = useState(false);
  const [failed, setFailed] = useState<{ label: string; error: ActionError } | null>(null);
  const confirmed = useConfirmed();
  const find = (key: string | null) => offers.find((offer) => offer.key === key);

  const run = async ({ action, onRun }: Offer) => {
    setIsPending(true);
    const result = await confirmed(() => onRun(action, { reason: '' }));
    setIsPending(false);
    if (!result.ok) setFailed({ label: action.label, error: result.error });
  };
  const press = (key: string) => {
    const offer = find(key);
    if (!offer || offer.action.disabledBecause || isPending) return;
    if (gateOf(offer.action) === 'none') void run(offer);
    else setAskedKey(key);
  };

  const asked = find(askedKey);
  const windows = (
    <>
      {asked ? (
        <Suspense>
          <GateDialog
            isOpen
            onOpenChange={(isOpen) => setAskedKey(isOpen ? asked.key : null)}
            title={asked.action.label}
            about={asked.action.about}
            gate={gateOf(asked.action)}
            confirmText={asked.action.confirmText}
            verb={asked.action.label}
            isDanger={asked.action.isDanger}
            onRun={(given) => asked.onRun(asked.action, given)}
          />
        </Suspense>
      ) : null}
      <Dialog
        isOpen={failed !== null}
        onOpenChange={() => setFailed(null)}
        title={`Not done: ${failed?.label}`}
        footer={<Button onClick={() => setFailed(null)}>Close this message</Button>}
      >
        {failed ? <ErrorNotice error={failed.error} /> : null}
      </Dialog>
    </>
  );
  return { press, isPending, windows };
}
