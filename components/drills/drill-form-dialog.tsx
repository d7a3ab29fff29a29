'use client';

import { useState } from 'react';
import { Field, Input, Select } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { useActionForm } from '@/components/ui/use-action-form';
import { holdDrillSchema, moveDrillSchema, scheduleDrillSchema } from '@/lib/contracts/drill';
import type { DrillsView } from '@/lib/contracts/drill-view';
import type { ActionResult } from '@/lib/contracts/result';

/** `hold`: at once, outside of the calendar's days. */
type Kind = 'schedule' | 'move' | 'hold';
export type DrillForm = {
  kind: Kind;
  drillId?: string;
  week: number;
  day: string;
  time: string;
  procedureKey: string;
  targetKey: string;
};
const SCHEMAS = { schedule: scheduleDrillSchema, move: moveDrillSchema, hold: holdDrillSchema };

type Props = {
  title: string;
  verb: string;
  form: DrillForm;
  choices: DrillsView['choices'];
  timeZone: string;
  act: (input: never) => Promise<ActionResult<unknown>>;
  close: () => void;
  onDone: (value: unknown) => void;
};

const ABOUT: Record<Kind, string> = {
  schedule: 'People are reminded the day before. It is started by a person, on its page.',
  move: 'People are reminded anew, the day before.',
  hold: 'Its fault is switched on at once, and an incident declared that is marked as a drill.',
};

/** When, what and where; the fault comes with the procedure. */
export function DrillFormDialog({ title, verb, form, choices, timeZone, act, close, onDone }: Props) {
  const [procedureKey, setProcedureKey] = useState(form.procedureKey);
  const sending = useActionForm({
    schema: SCHEMAS[form.kind],
    act,
    onDone,
  });
  const chosen = choices.procedures.find((one) => one.key === procedureKey);
  return (
    <FormDialog title={title} description={ABOUT[form.kind]} verb={verb} form={sending} close={close}>
      {form.drillId ? <input type="hidden" name="drillId" value={form.drillId} /> : null}
      {form.kind === 'hold' ? null : <When form={form} timeZone={timeZone} fields={sending.fields} />}
      <Field
        label="Procedure"
        help={
          chosen?.fault
            ? `Breaks the sandbox with “${chosen.fault}”.`
            : 'The plan has no fault for it: it is gone through as things stand.'
        }
        error={sending.fields.procedureKey}
      >
        <Select name="procedureKey" value={procedureKey} onChange={(event) => setProcedureKey(event.target.value)}>
          {chosen ? null : <option value={procedureKey}>{procedureKey} (not in the runbook)</option>}
          {choices.procedures.map(({ key, title: name }) => (
            <option key={key} value={key}>
              {key} {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field
        label="Where"
        help="Sandboxes, and staging systems registered as clones for drills."
        error={sending.fields.targetKey}
      >
        <Select name="targetKey" defaultValue={form.targetKey}>
          {choices.targets.map(({ key, name }) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
    </FormDialog>
  );
}

type WhenProps = { form: DrillForm; timeZone: string; fields: Record<string, string> };

function When({ form, timeZone, fields }: WhenProps) {
  const last = form.week * 7;
  return (
    <>
      <input type="hidden" name="week" value={form.week} />
      <div className="grid grid-cols-2 gap-3">
        <Field label="Day" help={`Week ${form.week} is days ${last - 6} to ${last}`} error={fields.day}>
          <Input name="day" type="date" defaultValue={form.day} />
        </Field>
        <Field label="Time" help={timeZone} error={fields.time}>
          <Input name="time" type="time" defaultValue={form.time} />
        </Field>
      </div>
    </>
  );
}
