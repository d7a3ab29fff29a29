'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { BottomBar } from '@/components/ui/bottom-bar';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Field, Input, Textarea } from '@/components/ui/field';
import { ErrorNotice } from '@/components/ui/notice';
import { SEVERITY_WORDS } from '@/components/ui/severity';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { useActionForm } from '@/components/ui/use-action-form';
import { declareSchema } from '@/lib/contracts/inputs';
import type { AssessmentView, AssessView } from '@/lib/contracts/views';
import { PhoneLink } from '../messages/phone-link';
import { tellingWords } from './assess-model';
import type { AssessActions } from './assess-screen';
import { ChannelList } from './channel-list';
import type { useAssessDraft, useAssessment, useAssessPlace } from './use-assess';

type Props = {
  view: AssessView;
  meaning: ReturnType<typeof useAssessment>;
  draftState: ReturnType<typeof useAssessDraft>;
  go: ReturnType<typeof useAssessPlace>['go'];
  declareIncident: AssessActions['declareIncident'];
};

export function TellPage(props: Props) {
  const { assessment, error, again } = props.meaning;
  if (error)
    return <ErrorNotice error={error} className="mt-4" actions={<Button onClick={again}>Assess again</Button>} />;
  if (!assessment) {
    return (
      <Loading label="Preparing the message" className="mt-4 grid gap-4">
        <Skeleton className="h-16 w-full" />
        <Skeleton className="h-56 w-full rounded-card" />
        <Skeleton className="h-40 w-full rounded-card" />
      </Loading>
    );
  }
  return <TellForm {...props} assessment={assessment} />;
}

function TellForm({
  view,
  meaning,
  draftState,
  go,
  declareIncident,
  assessment,
}: Props & { assessment: AssessmentView }) {
  const router = useRouter();
  const { draft, change, forget } = draftState;
  const [isLeaving, setIsLeaving] = useState(false);
  const form = useActionForm({
    schema: declareSchema,
    act: declareIncident,
    onDone: ({ code }) => {
      setIsLeaving(true);
      forget();
      router.push(`/incidents/${code}`);
    },
  });
  const title = draft.title ?? assessment.suggestedTitle;
  const message = draft.message ?? assessment.internalMessage;
  const fieldless = form.error && !form.error.fields ? form.error : null;
  return (
    <form
      method="post"
      ref={form.formRef}
      noValidate
      className="mt-1 grid gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        const { toldBy, leaveOut, requestKey } = draft;
        void form.send({ ...meaning.input, title, message, toldBy, leaveOut, requestKey });
      }}
    >
      <p className="text-muted">People are told before any rollback step runs.</p>
      {fieldless ? <ErrorNotice error={fieldless} /> : null}
      <Field label="Title" help="As a colleague would say it." error={form.fields.title}>
        <Input value={title} maxLength={200} onChange={(event) => change({ title: event.target.value })} />
      </Field>
      <div>
        <Field label="Message" error={form.fields.message}>
          <Textarea
            rows={12}
            value={message}
            maxLength={10_000}
            onChange={(event) => change({ message: event.target.value })}
            className="field-sizing-content leading-relaxed"
          />
        </Field>
        <div className="mt-1.5 flex flex-wrap items-center gap-1">
          <CopyButton
            text={message}
            label="Copy the message"
            className="min-h-touch border sm:min-h-9 border-line bg-surface px-3 text-sm hover:bg-sunken"
          />
          {draft.message === null ? null : (
            <Button variant="ghost" size="small" onClick={() => change({ message: null })}>
              Go back to the suggested message
            </Button>
          )}
        </div>
      </div>
      <ChannelList
        channels={view.channels}
        message={message}
        toldBy={draft.toldBy}
        leaveOut={draft.leaveOut}
        change={change}
      />
      <Notified view={view} assessment={assessment} />
      <BottomBar
        waiting={tellingWords(view.channels, draft)}
        secondary={
          <Button size="large" onClick={() => go({ step: 2 })}>
            Back
          </Button>
        }
        primary={
          <Button type="submit" variant="primary" isPending={form.isPending || isLeaving}>
            Declare {SEVERITY_WORDS[assessment.severity]} incident
          </Button>
        }
      />
    </form>
  );
}

function Notified({ view, assessment }: { view: AssessView; assessment: AssessmentView }) {
  if (assessment.notified.length === 0) return null;
  const isMailSent = view.channels.some((channel) => channel.kind === 'email' && channel.isConnected);
  return (
    <section aria-labelledby="notified-title">
      <h2 id="notified-title" className="text-base font-[640]">
        Who has to hear of it
      </h2>
      <ul className="card mt-2 divide-y divide-line">
        {assessment.notified.map(({ key, name, because, email, phone }) => (
          <li key={key} className="flex flex-wrap items-baseline gap-x-3 px-4 py-2.5">
            <b>{name}</b>
            <span className="text-muted">{because}</span>
            {email && isMailSent ? <span className="text-small text-muted sm:ml-auto">mail to {email}</span> : null}
            {isMailSent && !email ? (
              <span className="text-small text-waiting sm:ml-auto">no e-mail address: tell them yourself</span>
            ) : null}
            {phone ? <PhoneLink number={phone} className="text-small" /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
