'use client';

import { useState } from 'react';
import type { HandOverKind } from '@/lib/contracts/hand-over';
import { handOverNote } from '@/lib/domain/hand-over-note';
import { Field, Select, Textarea } from '../ui/field';
import { FormDialog } from '../ui/form-dialog';
import { useSend } from '../ui/use-send';
import { choicesFor, choiceWords } from './hand-over-model';
import { useRoom } from './room-context';

const KIND_WORDS: Record<HandOverKind, { choice: string; send: string }> = {
  incident: { choice: 'The incident: they answer for it, and drive where you did', send: 'Ask them to take over' },
  wheel: { choice: 'The wheel alone: they drive, you go on leading', send: 'Offer the wheel' },
};

/** Whom, what, and what they have to know. The note begins with what the room knows; what is typed stays until it was sent. */
export function HandOverDialog({ onClose }: { onClose: () => void }) {
  const { room, perform } = useRoom();
  const [first] = useState(room.handOver);
  // Kept from when it was opened: what somebody else does meanwhile is answered by the server, with the words still there.
  const kinds = (['incident', 'wheel'] as const).filter((kind) =>
    first.actions.some(({ key }) => key === `hand-over-${kind}`),
  );
  const [kind, setKind] = useState<HandOverKind>(kinds[0] ?? 'incident');
  const [toId, setToId] = useState('');
  const [note, setNote] = useState(() => handOverNote(room));
  const [isTried, setIsTried] = useState(false);
  const form = useSend(onClose);
  const choices = choicesFor(room.handOver.candidates.length > 0 ? room.handOver : first, kind);
  const chosen = choices.find(({ id, because }) => id === toId && because === null);
  const send = () => {
    setIsTried(true);
    const action = first.actions.find(({ key }) => key === `hand-over-${kind}`);
    if (!chosen || note.trim().length < 3 || !action) return;
    void form.send(() => perform({ action, subject: { room } }, { text: note.trim(), choice: chosen.id }));
  };
  return (
    <FormDialog
      title="Hand over"
      description="Nothing passes before they accept: until then it stays as it is, and the room says whom it waits for."
      verb={KIND_WORDS[kind].send}
      form={form}
      onSubmit={send}
      close={onClose}
    >
      {kinds.length > 1 ? (
        <Field label="What">
          <Select value={kind} onChange={(event) => setKind(event.target.value as HandOverKind)}>
            {kinds.map((one) => (
              <option key={one} value={one}>
                {KIND_WORDS[one].choice}
              </option>
            ))}
          </Select>
        </Field>
      ) : null}
      <Field label="To whom" error={isTried && !chosen ? 'Choose somebody who can take it.' : undefined}>
        <Select value={toId} onChange={(event) => setToId(event.target.value)}>
          <option value="">Choose a person</option>
          {choices.map((person) => (
            <option key={person.id} value={person.id} disabled={person.because !== null}>
              {choiceWords(person)}
            </option>
          ))}
        </Select>
      </Field>
      <Field
        label="What they have to know"
        help="What was done, what is open, what to watch. The report and the timeline show it."
        error={isTried && note.trim().length < 3 ? 'Write what they have to know.' : undefined}
      >
        <Textarea value={note} onChange={(event) => setNote(event.target.value)} maxLength={4000} rows={11} />
      </Field>
    </FormDialog>
  );
}
