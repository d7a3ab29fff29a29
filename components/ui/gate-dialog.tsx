'use client';

import { useState } from 'react';
import type { ActionResult } from '@/lib/contracts/result';
import { type ActionGate, gateObstacle } from './action-model';
import { Field, Input, Textarea } from './field';
import { FormDialog } from './form-dialog';
import { useConfirmed } from './step-up-context';
import { useSend } from './use-send';

type Props = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  about: React.ReactNode;
  gate: ActionGate;
  /** The text to be typed, such as the target's name. */
  confirmText?: string;
  /** The button's plain verb. */
  verb: string;
  isDanger?: boolean;
  reasonLabel?: string;
  reasonHelp?: string;
  onRun: (given: { reason: string }) => Promise<ActionResult<unknown>>;
};

/** Asks for what an action needs, keeps it on failure, and starts empty each time it opens. */
export function GateDialog(props: Props) {
  // The form lives inside what unmounts on close, so nothing is left over when it opens again.
  return props.isOpen ? <OpenGate {...props} /> : null;
}

function OpenGate({
  onOpenChange,
  title,
  about,
  gate,
  confirmText = '',
  verb,
  isDanger = false,
  reasonLabel = 'Why',
  reasonHelp = 'The report and the timeline show this sentence.',
  onRun,
}: Props) {
  const confirmed = useConfirmed();
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [isTried, setIsTried] = useState(false);
  const close = () => onOpenChange(false);
  const form = useSend(close);
  const obstacle = gateObstacle(gate, confirmText, reason, typed);
  const obstacleIsTyped = obstacle?.startsWith('Type ') ?? false;
  const run = () => {
    setIsTried(true);
    if (!obstacle) void form.send(() => confirmed(() => onRun({ reason: reason.trim() })));
  };

  return (
    <FormDialog
      title={title}
      description={about}
      verb={verb}
      isDanger={isDanger}
      form={form}
      onSubmit={run}
      close={close}
    >
      {gate === 'confirm' || gate === 'both' ? (
        <Field
          label={
            <>
              Type <code className="rounded bg-sunken px-1 py-0.5 font-semibold">{confirmText}</code> to confirm
            </>
          }
          error={isTried && obstacleIsTyped ? (obstacle ?? undefined) : undefined}
        >
          <Input
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      ) : null}
      {gate === 'reason' || gate === 'both' ? (
        <Field
          label={reasonLabel}
          help={reasonHelp}
          error={isTried && obstacle && !obstacleIsTyped ? obstacle : undefined}
        >
          <Textarea value={reason} onChange={(event) => setReason(event.target.value)} maxLength={2000} />
        </Field>
      ) : null}
    </FormDialog>
  );
}

type WithoutGate = Omit<Props, 'gate'>;
/** Asks for a sentence. */
export const ReasonDialog = (props: Omit<WithoutGate, 'confirmText'>) => <GateDialog {...props} gate="reason" />;
