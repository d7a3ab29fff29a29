'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { getApproval } from '@/lib/client/fetchers';
import { queryKeys } from '@/lib/client/query-keys';
import type { ApprovalView } from '@/lib/contracts/approval-view';
import type { ConfirmedList } from '@/lib/contracts/exact-list';
import type { Override } from '@/lib/contracts/override';
import type { ActionResult } from '@/lib/contracts/result';
import type { AllowedAction } from '@/lib/contracts/views';
import { READS_THE_PLAN } from '@/lib/domain/look-places';
import { useLiveQuery, useLook } from '../shell/live';
import { WhereFrame } from '../shell/where-frame';
import { ActionButton } from '../ui/action-button';
import { BottomBar } from '../ui/bottom-bar';
import { ButtonLink } from '../ui/button';
import { Clock } from '../ui/clock';
import { Notice } from '../ui/notice';
import { Pill } from '../ui/pill';
import { PlainButton } from '../ui/plain-button';
import { settle } from '../ui/settle';
import { SeverityBadge } from '../ui/severity';
import { Elapsed, LocalTime, RelativeTime } from '../ui/time';
import { confirmedOf, confirmObstacle, endedWords, hasChanged, overrideObstacle, overridesOf } from './approval-model';
import { ConfirmLists } from './confirm-lists';
import { DeniedBefore } from './denied-before';
import { OverrideBlocks } from './override-blocks';
import { PlanToApprove } from './plan-to-approve';
import { ReasonField } from './reason-field';
import { WhoDecides } from './who-decides';

type Decide = (input: {
  approvalId: string;
  planHash: string;
  verdict: 'approved' | 'denied';
  reason: string;
  overrides?: Override[];
  confirmed?: ConfirmedList[];
}) => Promise<ActionResult<unknown>>;
type Withdraw = (input: { approvalId: string; reason: string }) => Promise<ActionResult<unknown>>;
type Props = { initial: ApprovalView; decide: Decide; withdraw: Withdraw };

/** For somebody who was not there, on a phone: what is asked, what would run, what the preflight saw, how to undo it. */
export function ApprovalScreen({ initial, decide, withdraw }: Props) {
  const { id } = initial.summary;
  const { data: view = initial } = useLiveQuery({
    queryKey: queryKeys.approval(id),
    queryFn: (signal) => getApproval(id, signal),
    initial,
    urgency: 'room',
  });
  useLook(view.summary.incidentCode, READS_THE_PLAN);
  const [openedHash, setOpenedHash] = useState(initial.summary.planHash);
  const [reason, setReason] = useState('');
  const [overrides, setOverrides] = useState<Record<string, string>>({});
  const [confirmed, setConfirmed] = useState<readonly string[]>([]);
  const ended = endedWords(view);
  const isOtherPlan = hasChanged(openedHash, view);
  const mayDecide = view.actions.length > 0 && !ended && !isOtherPlan;
  return (
    <WhereFrame
      environment={view.target.environment}
      isDrill={view.summary.isDrill}
      targetName={view.target.name}
      details={view.target.databaseWords}
      aside={`You are ${view.me.name}`}
    >
      <div className="mx-auto grid w-full max-w-decision grid-cols-[minmax(0,1fr)] gap-3.5 px-3.5 pt-3.5 pb-6 sm:px-6 sm:pt-6">
        <Head view={view} />
        {ended ? <Ended view={view} /> : null}
        {isOtherPlan && !ended ? (
          <Notice
            tone="warn"
            role="alert"
            title="The plan changed while you were reading"
            actions={
              <PlainButton
                className="link min-h-touch font-medium sm:min-h-8"
                onClick={() => {
                  setConfirmed([]);
                  setOpenedHash(view.summary.planHash);
                }}
              >
                I will read the new plan
              </PlainButton>
            }
          >
            What you see below is the new one. Read it again before you decide.
          </Notice>
        ) : null}
        {view.cannotDecideBecause && !ended ? (
          <Notice title="You cannot decide on this">{view.cannotDecideBecause}</Notice>
        ) : null}
        <DeniedBefore denials={view.denials} />
        <WhoDecides view={view} />
        <OverrideBlocks
          blocks={view.blocks}
          reasons={mayDecide ? overrides : null}
          onReason={(key, why) => setOverrides((all) => ({ ...all, [key]: why }))}
        />
        <ConfirmLists
          lists={view.exactLists}
          confirmed={mayDecide ? confirmed : null}
          onConfirm={(key, isOn) =>
            setConfirmed((all) => [...all.filter((one) => one !== key), ...(isOn ? [key] : [])])
          }
        />
        <PlanToApprove view={view} />
        {mayDecide ? <ReasonField reason={reason} onReason={setReason} /> : null}
      </div>
      <ApprovalBar
        view={view}
        isShut={ended !== null || isOtherPlan}
        reason={reason}
        overrides={overrides}
        confirmed={confirmed}
        decide={decide}
        withdraw={withdraw}
      />
    </WhereFrame>
  );
}

function Head({ view }: { view: ApprovalView }) {
  const { summary } = view;
  return (
    <header>
      <div className="flex min-h-8 items-center gap-3">
        <SeverityBadge severity={summary.severity} />
        {summary.isDrill ? <Pill tone="drill">Drill</Pill> : null}
        {summary.respondBy ? (
          <Clock
            respondBy={summary.respondBy}
            stoppedAt={summary.state === 'requested' ? null : (summary.decisions.at(-1)?.at ?? null)}
            className="ml-auto"
          />
        ) : null}
      </div>
      <h1 className="mt-1.5 text-title leading-[1.3] font-[640] tracking-[-0.01em] text-balance sm:text-step">
        {summary.requestedBy} asks for approval of “{summary.procedureTitle}”
      </h1>
      <p className="mt-1 text-base text-muted">{view.decidingSentence}</p>
      <p className="mt-1 text-small text-muted">
        <a href={`/incidents/${summary.incidentCode}`} className="link">
          {summary.incidentTitle}
        </a>{' '}
        · broken for <Elapsed since={view.detectedAt} /> · asked <RelativeTime at={summary.requestedAt} />, lapses{' '}
        <RelativeTime at={summary.expiresAt} />
      </p>
      {view.windowWords ? (
        <p className="mt-1 text-base">
          It runs in the maintenance window <strong className="font-[620]">{view.windowWords}</strong>, not before; your
          approval lasts to its end.
        </p>
      ) : null}
      {view.aboutWords ? <p className="mt-1 text-base">{view.aboutWords}</p> : null}
      {view.atOnceWords ? <p className="mt-1 text-base font-medium">{view.atOnceWords}</p> : null}
      {view.note ? (
        <blockquote className="mt-2.5 border-l-3 border-line pl-3 text-base">
          “{view.note}” <span className="text-small text-muted">{summary.requestedBy}</span>
        </blockquote>
      ) : null}
    </header>
  );
}

function Ended({ view }: { view: ApprovalView }) {
  const ended = endedWords(view);
  const last = view.summary.decisions.at(-1);
  if (!ended) return null;
  return (
    <Notice tone={ended.tone} role="status" title={ended.title}>
      {last?.reason ? <blockquote className="text-text">“{last.reason}”</blockquote> : null}
      <p>{ended.words}</p>
      {last ? (
        <p className="text-small">
          <LocalTime at={last.at} withZone />
        </p>
      ) : null}
    </Notice>
  );
}

function ApprovalBar({
  view,
  isShut,
  reason,
  overrides,
  confirmed,
  decide,
  withdraw,
}: {
  view: ApprovalView;
  isShut: boolean;
  reason: string;
  overrides: Readonly<Record<string, string>>;
  confirmed: readonly string[];
  decide: Decide;
  withdraw: Withdraw;
}) {
  const client = useQueryClient();
  const onRun = async (action: AllowedAction, given: { reason: string }) => {
    const verdict = action.key === 'deny' ? ('denied' as const) : ('approved' as const);
    const result = await settle(
      decide({
        approvalId: view.summary.id,
        planHash: view.summary.planHash,
        verdict,
        reason: given.reason || reason.trim(),
        ...(verdict === 'approved' && view.blocks.length > 0 && { overrides: overridesOf(overrides) }),
        ...(verdict === 'approved' &&
          view.exactLists.length > 0 && { confirmed: confirmedOf(view.exactLists, confirmed) }),
      }),
    );
    await client.invalidateQueries({ queryKey: queryKeys.approval(view.summary.id) });
    return result;
  };
  const takeBack = view.withdraw ? (
    <ActionButton
      action={view.withdraw}
      size="large"
      variant="secondary"
      onRun={async (_, given) => {
        const result = await settle(withdraw({ approvalId: view.summary.id, reason: given.reason }));
        await client.invalidateQueries({ queryKey: queryKeys.approval(view.summary.id) });
        return result;
      }}
    />
  ) : null;
  const notYet = overrideObstacle(view.blocks, overrides) ?? confirmObstacle(view.exactLists, confirmed);
  if (isShut || view.actions.length === 0) {
    const { approvers, state } = view.summary;
    const words =
      state === 'requested' && !isShut && approvers.length > 0
        ? `${approvers.join(' or ')} can decide.`
        : 'Nothing to decide here.';
    return (
      <BottomBar
        waiting={words}
        secondary={takeBack}
        primary={<ButtonLink href={`/incidents/${view.summary.incidentCode}`}>Go to the incident</ButtonLink>}
      />
    );
  }
  // A sentence that was written already need not be asked for again.
  const draw = (key: string, isMain: boolean) =>
    view.actions
      .filter((action) => action.key === key)
      .map((action) => (
        <ActionButton
          key={key}
          action={{
            ...action,
            needsReason: action.needsReason && reason.trim().length < 3,
            ...(isMain && notYet && { disabledBecause: notYet }),
          }}
          onRun={onRun}
          variant={isMain ? undefined : 'secondary'}
          size="large"
          className={isMain ? '' : 'max-sm:min-w-28'}
          isReasonShown={isMain}
        />
      ));
  return (
    <BottomBar
      waiting={<span className="max-sm:hidden">{view.summary.requestedBy} waits for you.</span>}
      secondary={draw('deny', false)}
      primary={draw('approve', true)}
    />
  );
}
