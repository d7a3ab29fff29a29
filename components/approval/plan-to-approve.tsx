import { clsx } from 'clsx';
import { Lock, TriangleAlert, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { GuideNotes } from '@/components/run/guide-notes';
import type { ApprovalView } from '@/lib/contracts/approval-view';
import type { Effect, Finding } from '@/lib/contracts/plan';
import { Findings } from '../run/findings';
import { PlanSteps } from '../run/plan-steps';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { CopyButton } from '../ui/copy-button';
import { LocalTime } from '../ui/time';
import { effectCounts, expectedSteps, groupByEffect, spellHash, wayBackWords } from './approval-model';

const GROUP_TONES: Record<Effect, string> = {
  irreversible: 'text-critical',
  change: 'text-high',
  read: 'text-muted',
};

/** A list that is confirmed above need not stand open twice. */
const foldedOnce = ({ isExactList: _, ...finding }: Finding): Finding => finding;

/** Everything that the hash stands for, in the order in which it matters to a reader. */
export function PlanToApprove({ view }: { view: ApprovalView }) {
  return (
    <>
      <WhatWillRun view={view} />
      {view.preflight ? (
        <Card as="section" aria-label="What the preflight found" className="px-3.5 py-3">
          <h2 className="label mb-1.5">
            Preflight · <LocalTime at={view.preflight.at} />
          </h2>
          <Findings findings={view.preflight.findings.map(foldedOnce)} />
        </Card>
      ) : null}
      <UndoAndHash view={view} />
      <GuideNotes notes={view.notes} className="px-1 text-small" />
    </>
  );
}

function WhatWillRun({ view }: { view: ApprovalView }) {
  // A single act is read in its exact words at once.
  const [areOpen, setAreOpen] = useState(view.stepCount === 1);
  const expected = expectedSteps(view);
  return (
    <Card as="section" aria-label="What will run" className="px-3.5 py-3">
      <h2 className="label num">
        What will run · {view.stepCount} {view.stepCount === 1 ? 'step' : 'steps'}, {view.estimateWords}
      </h2>
      <p className="mb-1.5 text-small text-muted">{effectCounts(view)}</p>
      {view.parameters.length > 0 ? (
        <dl className="mb-1.5 flex flex-wrap gap-x-5 gap-y-1 text-small">
          {view.parameters.map((parameter) => (
            <div key={parameter.title} className="flex gap-1.5">
              <dt className="text-muted">{parameter.title}</dt>
              <dd className="font-mono">{parameter.display}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {groupByEffect(expected).map((group) => (
        <section key={group.effect} aria-label={group.title} className="mt-2">
          <h3 className={clsx('num text-small font-[620]', GROUP_TONES[group.effect])}>{group.title}</h3>
          <PlanSteps steps={group.steps} areCommandsOpen={areOpen} label={group.title} />
        </section>
      ))}
      <OtherWays view={view} expected={expected} areOpen={areOpen} />
      <Button
        size="small"
        variant="ghost"
        className="-ml-3 mt-1 text-accent"
        aria-expanded={areOpen}
        onClick={() => setAreOpen(!areOpen)}
      >
        {areOpen ? 'Hide the exact commands' : 'Show the exact commands'}
      </Button>
    </Card>
  );
}

type OtherWaysProps = { view: ApprovalView; expected: ApprovalView['steps']; areOpen: boolean };

/** What runs only where a step fails or the driver turns round: approved along with the rest. */
function OtherWays({ view, expected, areOpen }: OtherWaysProps) {
  return view.branches.map((branch) => {
    const steps = view.steps.filter((step) => step.branch === branch.key && !expected.includes(step));
    return steps.length === 0 ? null : (
      <details key={branch.key} className="mt-2 border-t border-line pt-2" open={areOpen || undefined}>
        <summary className="w-fit py-3 text-accent sm:min-h-6 sm:py-0">
          Also approved, if needed: {branch.title} ({steps.length})
        </summary>
        <p className="text-small text-muted">{branch.about}</p>
        <PlanSteps steps={steps} areCommandsOpen={areOpen} label={`Steps of ${branch.title}`} />
      </details>
    );
  });
}

function UndoAndHash({ view }: { view: ApprovalView }) {
  const Icon = view.isUndoable ? Undo2 : TriangleAlert;
  const back = wayBackWords(view);
  return (
    <Card as="section" aria-label="Undoing it" className="grid gap-2 px-3.5 py-3">
      <div className="flex items-start gap-2.5">
        <Icon
          aria-hidden
          className={view.isUndoable ? 'mt-0.5 size-4 shrink-0 text-muted' : 'mt-0.5 size-4 shrink-0 text-critical'}
        />
        <div className="min-w-0 [overflow-wrap:anywhere]">
          <b className={view.isUndoable ? undefined : 'text-critical'}>
            {view.isUndoable ? 'Can be undone' : 'Cannot be undone in full'}
          </b>
          {back ? <span> {back}</span> : null}
          {view.undoWords.length === 1 ? (
            <span>{back ? `. ${view.undoWords[0]}` : ` ${view.undoWords[0]}`}</span>
          ) : (
            <ul className="mt-0.5 grid list-disc gap-0.5 pl-4 text-small text-muted">
              {view.undoWords.map((words) => (
                <li key={words}>{words}</li>
              ))}
            </ul>
          )}
        </div>
      </div>
      <p className="flex items-start gap-2.5 text-small text-muted">
        <Lock aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span>
          You approve exactly plan <code title={view.summary.planHash}>{spellHash(view.summary.planHash)}</code>
          <CopyButton
            text={view.summary.planHash}
            label="Copy the plan hash"
            isQuiet
            className="text-faint hover:bg-sunken"
          />{' '}
          Any change asks you again.
        </span>
      </p>
    </Card>
  );
}
