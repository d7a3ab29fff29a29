import { useState } from 'react';
import type { ActionError } from '@/lib/contracts/result';
import type { Severity } from '@/lib/contracts/runbook';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Field, Select, Textarea } from '../ui/field';
import { ErrorNotice } from '../ui/notice';
import { SEVERITY_WORDS } from '../ui/severity';
import { useRoom } from './room-context';

const ALL: Severity[] = ['critical', 'high', 'medium', 'low'];

/** Severity is the server's; a person may still know better, and says why. */
export function SeverityControl() {
  const { room } = useRoom();
  const [isOpen, setIsOpen] = useState(false);
  if (!room.incident.actions.some((action) => action.key === 'change-severity')) return null;
  return (
    <>
      <button type="button" className="link min-h-6 text-small" onClick={() => setIsOpen(true)}>
        Change severity
      </button>
      {isOpen ? <SeverityDialog onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}

function SeverityDialog({ onClose }: { onClose: () => void }) {
  const { room, perform } = useRoom();
  const offered = room.incident.actions.filter((action) => action.key === 'change-severity');
  const named = offered
    .map((action) => action.argument)
    .filter((one): one is Severity => ALL.some((severity) => severity === one));
  const choices = (named.length > 0 ? named : ALL).filter((severity) => severity !== room.incident.severity);
  const [severity, setSeverity] = useState<Severity | ''>(choices[0] ?? '');
  const [reason, setReason] = useState('');
  const [isPending, setIsPending] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const action = offered.find((one) => one.argument === severity) ?? offered[0];
  const send = async () => {
    if (!action || !severity) return;
    setIsPending(true);
    const result = await perform({ action, subject: { room } }, { text: reason, choice: severity });
    setIsPending(false);
    if (result.ok) onClose();
    else setError(result.error);
  };
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title="Change the severity"
      description="The deadline and the approver follow the severity. A plan that is waiting for approval or approved is asked for again."
      footer={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button
            variant="primary"
            isPending={isPending}
            disabled={reason.trim().length < 3}
            onClick={() => void send()}
          >
            Change severity
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <Field label="New severity">
          <Select value={severity} onChange={(event) => setSeverity(event.target.value as Severity)}>
            {choices.map((one) => (
              <option key={one} value={one}>
                {SEVERITY_WORDS[one]}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Why" help="The report and the timeline show this sentence.">
          <Textarea value={reason} onChange={(event) => setReason(event.target.value)} maxLength={2000} />
        </Field>
        {error ? <ErrorNotice error={error} /> : null}
      </div>
    </Dialog>
  );
}
