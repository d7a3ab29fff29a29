import { useState } from 'react';
import type { Severity } from '@/lib/contracts/runbook';
import { Field, Select, Textarea } from '../ui/field';
import { FormDialog } from '../ui/form-dialog';
import { SEVERITY_WORDS } from '../ui/severity';
import { useSend } from '../ui/use-send';
import { useRoom } from './room-context';

const ALL: Severity[] = ['critical', 'high', 'medium', 'low'];

/** Asks which severity, and why. */
export function SeverityDialog({ onClose }: { onClose: () => void }) {
  const { room, perform } = useRoom();
  const offered = room.incident.actions.filter((action) => action.key === 'change-severity');
  const named = offered
    .map((action) => action.argument)
    .filter((one): one is Severity => ALL.some((severity) => severity === one));
  const choices = (named.length > 0 ? named : ALL).filter((severity) => severity !== room.incident.severity);
  const [severity, setSeverity] = useState<Severity | ''>(choices[0] ?? '');
  const [reason, setReason] = useState('');
  const [isTried, setIsTried] = useState(false);
  const form = useSend(onClose);
  const action = offered.find((one) => one.argument === severity) ?? offered[0];
  const isMissing = reason.trim().length < 3;
  const send = () => {
    setIsTried(true);
    if (!action || !severity || isMissing) return;
    void form.send(() => perform({ action, subject: { room } }, { text: reason, choice: severity }));
  };
  return (
    <FormDialog
      title="Change the severity"
      description="The deadline and the approver follow the severity. A plan that is waiting for approval or approved is asked for again."
      verb="Change severity"
      form={form}
      onSubmit={send}
      close={onClose}
    >
      <Field label="New severity">
        <Select value={severity} onChange={(event) => setSeverity(event.target.value as Severity)}>
          {choices.map((one) => (
            <option key={one} value={one}>
              {SEVERITY_WORDS[one]}
            </option>
          ))}
        </Select>
      </Field>
      <Field
        label="Why"
        help="The report and the timeline show this sentence."
        error={isTried && isMissing ? 'Write why, in a sentence.' : undefined}
      >
        <Textarea value={reason} onChange={(event) => setReason(event.target.value)} maxLength={2000} />
      </Field>
    </FormDialog>
  );
}
