'use client';

import { useRouter } from 'next/navigation';
import { useId } from 'react';
import { Button } from '@/components/ui/button';
import { BREAK_GLASS_REASON, breakGlassSchema } from '@/lib/contracts/break-glass';
import type { ActionResult } from '@/lib/contracts/result';
import type { AllowedAction, RoomView } from '@/lib/contracts/views';
import { WhereFrame } from '../shell/where-frame';
import { BottomBar } from '../ui/bottom-bar';
import { ButtonLink } from '../ui/button';
import { Card } from '../ui/card';
import { Field, Input, Textarea } from '../ui/field';
import { ErrorNotice, Notice } from '../ui/notice';
import { useActionForm } from '../ui/use-action-form';

type Props = { room: RoomView; breakGlass: (input: never) => Promise<ActionResult<unknown>> };

/** The act behind its own page: what it does, whom it tells, what follows, and then the reason and the target's name. */
export function BreakGlassScreen({ room, breakGlass }: Props) {
  const offered = room.run?.actions.find(({ key }) => key === 'break-glass');
  return (
    <WhereFrame
      environment={room.target.environment}
      isDrill={room.incident.isDrill}
      targetName={room.target.name}
      details={room.target.databaseWords}
      aside={`You are ${room.me.name}`}
    >
      {offered && !offered.disabledBecause ? (
        <Offered room={room} offered={offered} breakGlass={breakGlass} />
      ) : (
        <Shut room={room} because={offered?.disabledBecause} />
      )}
    </WhereFrame>
  );
}

const BODY = 'mx-auto grid w-full max-w-[40rem] grow content-start gap-4 px-3.5 pt-4 pb-6 sm:px-6 sm:pt-6';
const back = (room: RoomView) => (
  <ButtonLink href={`/incidents/${room.incident.code}`}>Back to the incident</ButtonLink>
);

function Shut({ room, because }: { room: RoomView; because: string | undefined }) {
  return (
    <>
      <div className={BODY}>
        <Notice title="There is nothing to break the glass for">
          {because ?? 'It is for a plan that is there and that nobody has approved, and for those who drive.'}
        </Notice>
      </div>
      <BottomBar waiting={because ?? 'Nothing can be done here now.'} primary={back(room)} />
    </>
  );
}

function Offered({ room, offered, breakGlass }: Props & { offered: AllowedAction }) {
  const router = useRouter();
  const formId = useId();
  const run = room.run;
  const form = useActionForm({
    schema: breakGlassSchema,
    act: breakGlass,
    onDone: () => router.push(`/incidents/${room.incident.code}`),
  });
  return (
    <>
      <div className={BODY}>
        <header>
          <h1 className="text-title font-[640]">Break the glass</h1>
          <p className="mt-1">
            {run?.title} on {room.target.name} could then be started <b>without an approval</b>.
          </p>
        </header>
        <Card className="px-4 py-3.5">
          <ul className="grid list-disc gap-1.5 pl-4.5">
            <li>It is for exactly the plan that is there now, once, for an hour.</li>
            <li>Every team lead and executive is told at once, with your name and your reason.</li>
            <li>You hold the wheel. Nothing starts by itself: you press Start afterwards.</li>
            <li>The incident stays open until a lead or an executive who had no part in it has reviewed this.</li>
          </ul>
        </Card>
        <form method="post" ref={form.formRef} id={formId} noValidate className="grid gap-4" onSubmit={form.onSubmit}>
          {form.error && !form.error.fields ? <ErrorNotice error={form.error} /> : null}
          <input type="hidden" name="runId" value={run?.id ?? ''} />
          <input type="hidden" name="planHash" value={run?.planHash ?? ''} />
          <Field
            label="Why can nobody approve, and why can it not wait?"
            help={`At least ${BREAK_GLASS_REASON} characters. Every lead, the timeline and the report show it.`}
            error={form.fields.reason}
          >
            <Textarea name="reason" rows={3} maxLength={2000} />
          </Field>
          <Field
            label={
              <>
                Type <code className="rounded bg-sunken px-1 py-0.5 font-semibold">{offered.confirmText}</code>
              </>
            }
            error={form.fields.confirm}
          >
            <Input name="confirm" autoComplete="off" autoCapitalize="off" spellCheck={false} className="font-mono" />
          </Field>
        </form>
      </div>
      <BottomBar
        waiting="An approval is better: call somebody first."
        secondary={back(room)}
        primary={
          <Button type="submit" form={formId} variant="danger" isPending={form.isPending}>
            Break the glass
          </Button>
        }
      />
    </>
  );
}
