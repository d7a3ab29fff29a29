'use client';

import { useState } from 'react';
import type { ActionError, ActionResult } from '@/lib/contracts/result';
import type { AllowedAction } from '@/lib/contracts/views';
import { gateOf, variantOf } from './action-model';
import { Button, type ButtonSize, type ButtonVariant } from './button';
import { Dialog } from './dialog';
import { GateDialog } from './gate-dialog';
import { ErrorNotice } from './notice';
import { useConfirmed } from './step-up-context';
import { Tooltip } from './tooltip';

type Props = {
  action: AllowedAction;
  /** `reason` is empty where the action needs none. */
  onRun: (action: AllowedAction, given: { reason: string }) => Promise<ActionResult<unknown>>;
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: React.ReactNode;
  className?: string;
  /** Shows the reason for being disabled under the button instead of in a tooltip: for the one primary action. */
  isReasonShown?: boolean;
};

/** Draws an allowed action: asks for what it needs first, shows why it cannot be pressed, and says what went wrong. */
export function ActionButton({
  action,
  onRun,
  variant = variantOf(action),
  size,
  icon,
  className,
  isReasonShown = false,
}: Props) {
  const [isAsking, setIsAsking] = useState(false);
  const [isPending, setIsPending] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const gate = gateOf(action);
  const confirmed = useConfirmed();

  const press = async () => {
    if (action.disabledBecause) return;
    if (gate !== 'none') return setIsAsking(true);
    setIsPending(true);
    const result = await confirmed(() => onRun(action, { reason: '' }));
    setIsPending(false);
    if (!result.ok) setError(result.error);
  };

  const button = (
    // Disabled for the hand, still reachable by focus, so that its reason can be read.
    <Button
      variant={variant}
      size={size}
      icon={icon}
      className={className}
      isPending={isPending}
      aria-disabled={action.disabledBecause ? true : undefined}
      onClick={() => void press()}
    >
      {action.label}
    </Button>
  );
  return (
    <>
      {action.disabledBecause && !isReasonShown ? <Tooltip text={action.disabledBecause}>{button}</Tooltip> : button}
      {action.disabledBecause && isReasonShown ? (
        <span className="text-small text-muted">{action.disabledBecause}</span>
      ) : null}
      <GateDialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title={action.label}
        about={action.about}
        gate={gate}
        confirmText={action.confirmText}
        verb={action.label}
        isDanger={action.isDanger}
        onRun={(given) => onRun(action, given)}
      />
      <Dialog
        isOpen={error !== null}
        onOpenChange={() => setError(null)}
        title={`Not done: ${action.label}`}
        footer={<Button onClick={() => setError(null)}>Close this message</Button>}
      >
        {error ? <ErrorNotice error={error} /> : null}
      </Dialog>
    </>
  );
}
