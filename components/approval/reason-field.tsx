import { Field, Textarea } from '../ui/field';

/** Asked for by a denial, welcome with an approval. */
export function ReasonField({ reason, onReason }: { reason: string; onReason: (reason: string) => void }) {
  return (
    <Field
      label="Your reason"
      help="Needed to deny; welcome with an approval. The room, the timeline and the report show it."
    >
      <Textarea value={reason} onChange={(event) => onReason(event.target.value)} rows={2} maxLength={2000} />
    </Field>
  );
}
