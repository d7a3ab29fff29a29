import { useState } from 'react';
import type { RunView, StepView } from '@/lib/contracts/views';
import { formatMs } from '../charts/figures';
import { Findings } from '../run/findings';
import { type PlannedStep, PlanSteps } from '../run/plan-steps';
import { Button } from '../ui/button';
import { Card, CardBody, CardTitle } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { Field, Textarea } from '../ui/field';
import { Id } from '../ui/id';
import { Notice } from '../ui/notice';
import { Skeleton } from '../ui/skeleton';
import { StateIcon } from '../ui/state';
import { Elapsed, LocalTime } from '../ui/time';
import { Heading } from './heading';
import { LeftIndexes } from './in-the-way';
import { NobodyThere } from './nobody-there';
import { useRoom } from './room-context';
import { stepsOffPath, stepsOnPath } from './room-model';
import { SideSteps } from './side-steps';

/** What the preflight saw, and the plan that was made with it: shown before anything runs. */
export function CentrePreflight() {
  const { room } = useRoom();
  const run = room.run;
  if (!run)
    return (
      <EmptyState title="No plan yet">
        Choose a procedure first. The preflight then looks at the target and shows exactly what would run.
      </EmptyState>
    );
  if (run.isPlanning) return <Planning run={run} />;
  const isBlocked = run.preflight?.isBlocked ?? false;
  return (
    <>
      <Heading
        label={
          <>
            Preflight · {run.title}
            {run.preflight ? (
              <>
                {' '}
                · <LocalTime at={run.preflight.at} />, took {formatMs(run.preflight.tookMs)}
              </>
            ) : null}
          </>
        }
        title={
          isBlocked
            ? 'Something has to be mended first'
            : run.preflight
              ? 'This is what would run'
              : 'The preflight did not finish'
        }
      >
        <p>
          {isBlocked
            ? 'The preflight found what would make this rollback fail or do harm. Mend it, then look again, or change the plan.'
            : run.preflight
              ? 'Looked at, not touched. The approver sees exactly this.'
              : 'No plan was made, and nothing was changed. Change the plan to look again.'}
        </p>
      </Heading>
      <Denied run={run} />
      <EndedApproval run={run} />
      {run.preflight ? (
        <Card as="section" aria-label="What the preflight found">
          <CardTitle>What the preflight found</CardTitle>
          <CardBody>
            <Findings findings={run.preflight.findings} />
          </CardBody>
        </Card>
      ) : null}
      <LeftIndexes />
      <SideSteps />
      <PlannedSteps run={run} />
      {run.state === 'draft' && run.actions.some(takesNote) && !isBlocked ? <ApprovalNote /> : null}
      <NobodyThere />
    </>
  );
}

function Planning({ run }: { run: RunView }) {
  return (
    <>
      <Heading label={`Preflight · ${run.title}`} title="Looking first">
        <p>
          The worker reads locks, sizes, dependants, backups and versions on the target, then writes out the exact
          steps. Nothing is changed.
        </p>
      </Heading>
      <Card className="px-4 py-3.5">
        <p className="flex items-center gap-2.5">
          <StateIcon state="running" isDecorative /> <b className="grow">The preflight is looking</b>
          {run.planningSince ? <Elapsed since={run.planningSince} form="clock" className="num text-muted" /> : null}
        </p>
        <div aria-hidden className="mt-3.5 grid gap-2.5">
          <Skeleton className="h-4 w-3/5" />
          <Skeleton className="h-4 w-4/5" />
          <Skeleton className="h-4 w-2/5" />
        </div>
      </Card>
    </>
  );
}

/** Where it takes a reason of its own, that is asked for with the button. */
const takesNote = ({ key, needsReason }: RunView['actions'][number]) => key === 'request-approval' && !needsReason;

/** Who said no to this and why, in whichever run of the incident it was asked for. */
function Denied({ run }: { run: RunView }) {
  if (run.state !== 'draft') return null;
  return run.denials.map(({ by, reason, at }) => (
    <Notice key={by + at} tone="fail" role="status" title={`${by} denied this plan`}>
      <blockquote className="text-text">“{reason}”</blockquote>
      <p className="mt-1 text-small">
        <LocalTime at={at} /> · Change the plan, or ask again with an answer to this: the approver reads both.
      </p>
    </Notice>
  ));
}

/** A request that came to nothing otherwise: it lapsed, was withdrawn, or does not count any more. */
function EndedApproval({ run }: { run: RunView }) {
  const approval = run.approval;
  if (run.state !== 'draft' || !approval) return null;
  if (approval.state === 'expired')
    return (
      <Notice tone="warn" title="The approval expired">
        It was not used in time. Ask again: the approver sees the same plan with a fresh preflight.
      </Notice>
    );
  if (approval.state === 'withdrawn')
    return (
      <Notice tone="warn" title={`${approval.ended?.by ?? 'Somebody'} withdrew it`}>
        <blockquote className="text-text">“{approval.ended?.because}”</blockquote>
      </Notice>
    );
  if (approval.state === 'void')
    return (
      <Notice tone="warn" title="The approval no longer counts">
        The plan, the target or the severity changed after it was asked for. Ask again for the plan as it is now.
      </Notice>
    );
  return null;
}

function PlannedSteps({ run }: { run: RunView }) {
  const [areOpen, setAreOpen] = useState(false);
  const path = stepsOnPath(run);
  const others = stepsOffPath(run);
  if (path.length === 0) return null;
  return (
    <Card as="section" aria-label="What will run">
      <CardTitle
        aside={
          <Button size="small" aria-pressed={areOpen} onClick={() => setAreOpen(!areOpen)}>
            {areOpen ? 'Hide the exact commands' : 'Show the exact commands'}
          </Button>
        }
      >
        What will run{' '}
        <span className="num font-normal text-muted">
          · {path.length} steps, est. {run.estimate}
        </span>
      </CardTitle>
      <CardBody>
        {run.parameters.length > 0 ? (
          <dl className="mb-2 flex flex-wrap gap-x-5 gap-y-1 text-small">
            {run.parameters.map((parameter) => (
              <div key={parameter.key} className="flex gap-1.5">
                <dt className="text-muted">{parameter.title}</dt>
                <dd className="font-mono">{parameter.display}</dd>
              </div>
            ))}
          </dl>
        ) : null}
        <PlanSteps steps={path.map(asPlanned)} areCommandsOpen={areOpen} label="Steps of the plan" />
        {others.length > 0 ? (
          <details className="mt-3 border-t border-line pt-2.5">
            <summary className="w-fit py-3 text-accent sm:min-h-6 sm:py-0">
              If a step fails: {others.length} more steps are part of the plan
            </summary>
            <div className="mt-2">
              <PlanSteps steps={others.map(asPlanned)} areCommandsOpen={areOpen} label="Steps of the other ways" />
            </div>
          </details>
        ) : null}
        {run.planHash ? (
          <p className="mt-3 flex flex-wrap items-center gap-x-2 border-t border-line pt-2.5 text-small text-muted">
            Approval is for exactly this plan <Id value={run.planHash} label="plan hash" />
          </p>
        ) : null}
      </CardBody>
    </Card>
  );
}

/** Before it runs, an outcome can only be the plan's own reason for leaving the step out. */
function asPlanned(step: StepView): PlannedStep {
  return {
    ...step,
    plannedSkip: step.state === 'pending' || step.state === 'skipped' ? (step.outcome?.summary ?? null) : null,
  };
}

function ApprovalNote() {
  const { approvalNote, setApprovalNote } = useRoom();
  return (
    <Field label="A note to the approver" help="They were not here. What would you want to know at 3 a.m.?">
      <Textarea
        value={approvalNote}
        onChange={(event) => setApprovalNote(event.target.value)}
        maxLength={4000}
        placeholder="3f9a2d7 ran all week without trouble."
      />
    </Field>
  );
}
