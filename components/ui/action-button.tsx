'use client';

import { variantOf } from './action-model';
import { Button, type ButtonSize, type ButtonVariant } from './button';
import { ShutReason } from './shut-reason';
import { type Offer, useActionPress } from './use-action-press';

type Props = Pick<Offer, 'action' | 'onRun'> & {
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
  const { press, isPending, windows } = useActionPress([{ key: action.key, action, onRun }]);
  const reason = isReasonShown ? undefined : action.disabledBecause;
  const button = (
    // Disabled for the hand, still reachable by focus, so that its reason can be read.
    <Button
      variant={variant}
      size={size}
      icon={icon}
      className={reason ? undefined : className}
      isPending={isPending}
      aria-disabled={action.disabledBecause ? true : undefined}
      aria-description={reason}
      onClick={() => press(action.key)}
    >
      {action.label}
    </Button>
  );
  return (
    <>
      {reason ? (
        <ShutReason text={reason} className={className}>
          {button}
        </ShutReason>
      ) : (
        button
      )}
      {action.disabledBecause && isReasonShown ? (
        <span className="text-small text-muted">{action.disabledBecause}</span>
      ) : null}
      {windows}
    </>
  );
}
