'use client';

import { useState } from 'react';
import { composeMessageSchema } from '@/lib/contracts/message-inputs';
import type { MessageDraftView } from '@/lib/contracts/message-view';
import { useRoom } from '../room/room-context';
import { CopyButton } from '../ui/copy-button';
import { Field, Input, Textarea } from '../ui/field';
import { FormDialog } from '../ui/form-dialog';
import { useActionForm } from '../ui/use-action-form';
import { DraftChoice } from './draft-choice';
import { draftKey, draftTitle, isSentTo, verbOf } from './message-model';
import { RecipientPreview } from './recipient-preview';

type Props = {
  drafts: MessageDraftView[];
  first?: Pick<MessageDraftView, 'audience' | 'kind'> | undefined;
  close: () => void;
};

/** A message to the team or to customers: filled, editable, and with everybody who will have it before it is sent. */
export function ComposeDialog({ drafts, first, close }: Props) {
  const { room, composeMessage } = useRoom();
  const [chosen, setChosen] = useState(first ? draftKey(first) : draftKey(drafts[0] as MessageDraftView));
  const [edits, setEdits] = useState<Record<string, { subject?: string; body?: string }>>({});
  const [leaveOut, setLeaveOut] = useState<string[]>([]);
  const form = useActionForm({
    schema: composeMessageSchema,
    act: composeMessage,
    onDone: close,
  });
  const draft = drafts.find((one) => draftKey(one) === chosen) ?? (drafts[0] as MessageDraftView);
  const { subject, body } = { ...draft, ...edits[chosen] };
  const edit = (part: { subject?: string; body?: string }) =>
    setEdits((old) => ({ ...old, [chosen]: { ...old[chosen], ...part } }));
  const send = () => {
    const { audience, kind } = draft;
    void form.send({ incidentCode: room.incident.code, audience, kind, subject, body, leaveOut });
  };
  const isForCustomers = draft.audience === 'customer';
  return (
    <FormDialog
      title={draftTitle(draft)}
      description={
        isForCustomers
          ? 'A second person reads it before it goes out.'
          : isSentTo(draft, leaveOut)
            ? 'It goes out as soon as you send it, and the team’s half hour begins anew.'
            : 'Nothing is sent: copy the text, tell them, and say so beside the message.'
      }
      size="large"
      verb={verbOf(draft, leaveOut)}
      form={form}
      onSubmit={send}
      close={close}
    >
      <DraftChoice drafts={drafts} chosen={chosen} choose={setChosen} />
      <Field label="Subject" error={form.fields.subject}>
        <Input value={subject} maxLength={200} onChange={(event) => edit({ subject: event.target.value })} />
      </Field>
      <div>
        <Field label="Message" error={form.fields.body}>
          <Textarea
            rows={10}
            value={body}
            maxLength={10_000}
            onChange={(event) => edit({ body: event.target.value })}
            className="leading-relaxed"
          />
        </Field>
        <CopyButton text={body} label="Copy the message" className="mt-1.5 min-h-8 border border-line px-3 text-sm" />
      </div>
      <RecipientPreview draft={draft} leaveOut={leaveOut} change={setLeaveOut} />
    </FormDialog>
  );
}
