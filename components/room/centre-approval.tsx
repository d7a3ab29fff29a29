import { Link2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ApprovalSummary } from '@/lib/contracts/approval-view';
import type { RunView } from '@/lib/contracts/views';
import { progressWords } from '../approval/approval-model';
import { RoomBatchItem } from '../messages/message-batch';
import { approvalBatches } from '../messages/message-model';
import { StepFacts } from '../run/step-facts';
import { ActionButton } from '../ui/action-button';
import { Card, CardBody, CardTitle } from '../ui/card';
import { CodeBlock } from '../ui/code-block';
import { CopyButton } from '../ui/copy-button';
import { EmptyState } from '../ui/empty-state';
import { Id } from '../ui/id';
import { Notice } from '../ui/notice';
import { StateIcon } from '../ui/state';
import { Elapsed, LocalTime, RelativeTime } from '../ui/time';
import { Heading } from './heading';
import { NobodyThere } from './nobody-there';
import { useRoom } from './room-context';
import { stepsOnPath } from './room-model';
import { SideSteps } from './side-steps';

/** Who is asked, since when, what they see; then who said yes, and what runs first. */
export function CentreApproval() {
  const { room } = useRoom();
  const run = room.run;
  const approval = run?.approval;
  if (!run || !approval)
    return (
      <EmptyState title="Nobody is asked yet">
        Approval is asked for once the preflight has looked and the plan stands.
      </EmptyState>
    );
  if (approval.state === 'requested') return <Awaiting approval={approval} />;
  if (run.state === 'approved') return <ReadyToStart run={run} approval={approval} />;
  return <Decided approval={approval} />;
}

function Awaiting({ approval }: { approval: ApprovalSummary }) {
  const { room } = useRoom();
  const progress = progressWords(approval);
  return (
    <>
      <Heading
        label="Approval"
        title={progress ? `${progress}: waiting for more` : `Waiting for ${approval.approverWords}`}
      >
        <p>
          {approval.requestedBy} asked <Elapsed since={approval.requestedAt} /> ago. Nothing runs until somebody else
          has read this plan and approved it in their own browser.
        </p>
      </Heading>
      {room.run?.armed ? (
        <Notice role="status" title="It starts as soon as it is approved">
          <p>
            {room.run.armed.by} armed it, {room.run.armed.mode === 'step' ? 'step by step' : 'to the next decision'}. It
            passes the same gate as a press of Start; if that refuses, it stays approved and the timeline says why.
          </p>
        </Notice>
      ) : null}
      <Card as="section" aria-label="Who can decide">
        <CardTitle>Who can decide</CardTitle>
        <CardBody>
          <ul className="grid gap-1.5">
            {approval.approvers.map((name) => (
              <li key={name} className="flex items-center gap-2.5">
                <StateIcon state="ready" isDecorative /> {name}
              </li>
            ))}
          </ul>
          {approval.approvers.length === 0 ? (
            <p className="text-fail">Nobody else with that role is active. An administrator can add a person.</p>
          ) : null}
          <p className="mt-3 border-t border-line pt-3 text-small text-muted">
            They see it at the top of their first page; the link opens on a phone. The request lapses{' '}
            <RelativeTime at={approval.expiresAt} />.
          </p>
          <ApprovalLink id={approval.id} />
        </CardBody>
      </Card>
      <Decision approval={approval} />
      <ApproversTold approval={approval} />
      <SideSteps />
      <NobodyThere />
      <p className="flex flex-wrap items-center gap-x-2 text-small text-muted">
        They approve exactly plan <Id value={approval.planHash} label="plan hash" /> Any change asks them again.
      </p>
    </>
  );
}

/** What went out to them, with what became of each message, and the button that tells them once more. */
function ApproversTold({ approval }: { approval: ApprovalSummary }) {
  const { room, perform } = useRoom();
  const batches = approvalBatches(room.messages, approval.requestedAt);
  const remind = room.run?.actions.find((action) => action.key === 'remind-approvers');
  return (
    <Card as="section" aria-label="How they were told">
      <CardTitle
        aside={
          remind ? (
            <ActionButton
              action={remind}
              size="small"
              variant="secondary"
              onRun={(action) => perform({ action, subject: { room } }, { text: '' })}
            />
          ) : null
        }
      >
        How they were told
      </CardTitle>
      {batches.length === 0 ? (
        <CardBody>
          <p className="text-muted">Nothing went out for this request: send them the link, or remind them.</p>
        </CardBody>
      ) : (
        <ul aria-label="Messages to those who can approve" className="divide-y divide-line">
          {batches.map((batch) => (
            <RoomBatchItem key={batch.key} batch={batch} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function ApprovalLink({ id }: { id: string }) {
  const path = `/approvals/${id}`;
  const [origin, setOrigin] = useState('');
  useEffect(() => setOrigin(window.location.origin), []);
  return (
    <p className="mt-2 flex flex-wrap items-center gap-2">
      <Link2 aria-hidden className="size-4 text-muted" />
      <code className="min-w-0 text-small [overflow-wrap:anywhere]">
        {origin}
        {path}
      </code>
      <CopyButton
        text={`${origin}${path}`}
        label="Copy the link for the approver"
        className="min-h-8 border border-line px-2.5 hover:bg-sunken"
      />
    </p>
  );
}

function Decision({ approval }: { approval: ApprovalSummary }) {
  return approval.decisions.map((decision) => (
    <Notice
      key={`${decision.by}${decision.at}`}
      tone={decision.verdict === 'approved' ? 'ok' : 'fail'}
      role="status"
      title={`${decision.by} ${decision.verdict} this plan${decision.onBehalfOf ? `, for ${decision.onBehalfOf}` : ''}`}
    >
      {decision.reason ? <blockquote className="text-text">“{decision.reason}”</blockquote> : null}
      <p className="text-small">
        <LocalTime at={decision.at} /> · plan <Id value={approval.planHash} label="plan hash" />
      </p>
    </Notice>
  ));
}

function ReadyToStart({ run, approval }: { run: RunView; approval: ApprovalSummary }) {
  const first = stepsOnPath(run).find((step) => step.state !== 'skipped');
  return (
    <>
      <Heading
        label={labelOf(run)}
        title={
          approval.isBreakGlass ? 'The glass is broken: it can be started without an approval' : 'The plan is approved'
        }
      >
        <p>
          Step by step stops after every step and waits for you. “Run to the next decision” goes on by itself and stops
          at the first thing that needs a person. The approval lapses <RelativeTime at={approval.expiresAt} />.
        </p>
      </Heading>
      <Decision approval={approval} />
      <WindowNotice run={run} />
      {first ? (
        <section aria-label="First step" className="grid gap-3">
          <h3 className="label">First: {first.title}</h3>
          <StepFacts step={first} />
          <CodeBlock code={first.display} highlights={first.highlights} label={`Command of ${first.title}`} />
        </section>
      ) : null}
    </>
  );
}

function labelOf({ window, scheduled }: RunView): string {
  if (scheduled) return 'Approved · scheduled';
  return window && !window.isOpen ? 'Approved · waiting for its window' : 'Approved · ready to start';
}

/** When it may begin, and whether anybody has to be there. */
function WindowNotice({ run: { window, scheduled } }: { run: RunView }) {
  if (!window) return null;
  if (scheduled)
    return (
      <Notice role="status" title={`It starts by itself: ${window.words}`}>
        <p>
          {scheduled.by} scheduled it for <LocalTime at={scheduled.for} withZone />. It passes the same gate as a press
          of Start; if that refuses, the timeline says why. Anybody who may drive can cancel it.
        </p>
      </Notice>
    );
  return window.isOpen ? (
    <Notice tone="ok" role="status" title={`The maintenance window is open: ${window.words}`}>
      <p>
        It closes <RelativeTime at={window.closes} />.
      </p>
    </Notice>
  ) : (
    <Notice role="status" title={`It is made for the maintenance window ${window.words}`}>
      <p>
        It opens <RelativeTime at={window.opens} />. It cannot be started before; you can have the console start it
        then.
      </p>
    </Notice>
  );
}

const ENDED: Partial<Record<ApprovalSummary['state'], string>> = {
  void: 'No longer counts: the plan changed',
  expired: 'Expired before it was used',
  denied: 'Denied',
  withdrawn: 'Withdrawn',
};

function Decided({ approval }: { approval: ApprovalSummary }) {
  return (
    <>
      <Heading
        label="Approval"
        title={ENDED[approval.state] ?? (approval.isBreakGlass ? 'No approval: the glass was broken' : 'Approved')}
      >
        <p>
          {approval.requestedBy} asked at <LocalTime at={approval.requestedAt} />.
        </p>
      </Heading>
      <Decision approval={approval} />
    </>
  );
}
