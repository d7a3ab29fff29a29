'use client';

import { Field, Input, Select, Textarea } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { useActionForm } from '@/components/ui/use-action-form';
import {
  addFollowUpSchema,
  changeFollowUpSchema,
  endFollowUpSchema,
  type FollowUpsOfIncident,
  type FollowUpView,
} from '@/lib/contracts/follow-up';
import type { FollowUpActions } from './follow-up-model';

type Closing = { close: () => void; onDone: () => void };

/** One press marks it; what came of it can be said in the same go, and is not asked for. */
export function EndFollowUpDialog({
  item,
  end,
  close,
  onDone,
}: Closing & { item: FollowUpView; end: FollowUpActions['end'] }) {
  const form = useActionForm({ schema: endFollowUpSchema, act: end, onDone });
  return (
    <FormDialog title="Mark as done" description={item.text} verb="Mark as done" form={form} close={close}>
      <input type="hidden" name="followUpId" value={item.id} />
      <Field
        label="What came of it"
        help="The report shows it. It may stay empty."
        error={form.fields.note ?? form.fields.followUpId}
      >
        <Textarea name="note" maxLength={2000} autoFocus />
      </Field>
    </FormDialog>
  );
}

type EditProps = Closing & {
  of: FollowUpsOfIncident;
  /** Null: another one is added. */
  item: FollowUpView | null;
  actions: FollowUpActions;
};

/** What is to be done, who sees to it, and until which day. */
export function EditFollowUpDialog({ of, item, actions, close, onDone }: EditProps) {
  const form = useActionForm({
    schema: item ? changeFollowUpSchema : addFollowUpSchema,
    act: item ? actions.change : actions.add,
    onDone,
  });
  const people = item && !of.people.some(({ id }) => id === item.owner.id) ? [item.owner, ...of.people] : of.people;
  const isChoosable = people.some(({ id }) => id === of.me);
  return (
    <FormDialog
      title={item ? 'Change the follow-up' : 'Add a follow-up'}
      description="It stands on its owner’s Now page until it is done."
      verb={item ? 'Save the follow-up' : 'Add the follow-up'}
      form={form}
      close={close}
    >
      {item ? (
        <input type="hidden" name="followUpId" value={item.id} />
      ) : (
        <input type="hidden" name="incidentCode" value={of.incidentCode} />
      )}
      <Field label="What is to be done" error={form.fields.text}>
        <Textarea name="text" rows={2} maxLength={500} defaultValue={item?.text} />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Who sees to it" error={form.fields.ownerId}>
          <Select name="ownerId" defaultValue={item?.owner.id ?? (isChoosable ? of.me : '')}>
            {item || isChoosable ? null : <option value="">Choose somebody</option>}
            {people.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Until" error={form.fields.dueOn}>
          <Input name="dueOn" type="date" min={item ? undefined : of.today} defaultValue={item?.dueOn} />
        </Field>
      </div>
    </FormDialog>
  );
}
