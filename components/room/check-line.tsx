import { clsx } from 'clsx';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { CheckResult } from '@/lib/contracts/plan';
import type { AllowedAction, CheckView } from '@/lib/contracts/views';
import { formatMs } from '../charts/figures';
import { CheckFacts } from '../run/check-results';
import { ActionButton } from '../ui/action-button';
import { Field, Input } from '../ui/field';
import { Pill } from '../ui/pill';
import { StateIcon } from '../ui/state';
import { CHECK_STATES } from '../ui/state-model';
import { LocalTime } from '../ui/time';
import { isSaid, withNote } from './check-model';
import { useRoom } from './room-context';

/** One check or criterion: its state, what was seen, who ticked or waived it, and what this person may do about it. */
export function CheckLine({ check }: { check: CheckView }) {
  return (
    <li aria-label={check.title} className="flex items-start gap-3 px-4 py-3">
      <span className="mt-0.5">
        <StateIcon state={CHECK_STATES[check.state]} />
      </span>
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <b className="grow">{check.title}</b>
          {check.state === 'waived' ? <Pill tone="waiting">waived</Pill> : null}
          {check.group === 'comprehensive' ? <Verdict state={check.state} /> : null}
          {check.result && check.by === 'machine' ? (
            <span className="num text-small text-faint">{formatMs(check.result.tookMs)}</span>
          ) : null}
        </p>
        {check.state === 'running' ? (
          <p className="text-small text-muted">Being measured.</p>
        ) : check.by === 'machine' ? (
          <Measured check={check} />
        ) : (
          <ByHand check={check} />
        )}
        <SaidBy check={check} />
        <CheckActions check={check} />
      </div>
    </li>
  );
}

/** A line of the comprehensive validation is OK or failed, in a word. */
function Verdict({ state }: { state: CheckView['state'] }) {
  if (state === 'passed') return <Pill tone="ok">OK</Pill>;
  return state === 'failed' ? <Pill tone="fail">failed</Pill> : null;
}

/** What was measured last; of a line with several checks, each of them. */
function Measured({ check: { result } }: { check: CheckView }) {
  if (!result) return <p className="text-small text-muted">Measured by the console.</p>;
  if (!result.parts) return <CheckFacts check={result} />;
  return (
    <details key={String(result.isOk)} open={!result.isOk} className="group">
      <summary
        className={clsx(
          'inline-flex min-h-touch cursor-pointer sm:min-h-7 list-none items-center gap-1 text-small',
          result.isOk ? 'text-muted hover:text-text' : 'font-medium text-fail',
        )}
      >
        <ChevronRight aria-hidden className="size-3.5 shrink-0 transition-transform group-open:rotate-90" />
        {result.saw}
      </summary>
      <ul className="mt-1.5 grid gap-2">
        {result.parts.map((part) => (
          <Part key={part.title} part={part} />
        ))}
      </ul>
    </details>
  );
}

function Part({ part }: { part: CheckResult }) {
  return (
    <li className="flex items-start gap-2">
      <span className="mt-0.5">
        <StateIcon state={part.isOk ? 'succeeded' : 'failed'} />
      </span>
      <div className="min-w-0 grow">
        <p className="flex items-baseline gap-3 text-small">
          <span className="grow">{part.title}</span>
          <span className="num shrink-0 text-faint">{formatMs(part.tookMs)}</span>
        </p>
        <CheckFacts check={part} />
      </div>
    </li>
  );
}

function ByHand({ check }: { check: CheckView }) {
  return (
    <p className="text-small text-muted">
      {check.byHandBecause ? `${check.byHandBecause} So the console cannot measure it. ` : null}
      {check.state === 'pending' ? 'A person looks and ticks it.' : null}
    </p>
  );
}

function SaidBy({ check }: { check: CheckView }) {
  if (!check.personName) return null;
  const verb = check.state === 'waived' ? 'waived it' : check.state === 'failed' ? 'says no' : 'says yes';
  return (
    <p className={clsx('text-small', check.state === 'waived' ? 'text-waiting' : 'text-muted')}>
      {check.personName} {verb}
      {check.at ? (
        <>
          , <LocalTime at={check.at} />
        </>
      ) : null}
      {check.note ? <>: “{check.note}”</> : null}
    </p>
  );
}

/** What is said by hand is said with a note, which is written here rather than in a dialog: there are many of them. */
function CheckActions({ check }: { check: CheckView }) {
  const { room, perform } = useRoom();
  const [note, setNote] = useState('');
  if (check.actions.length === 0) return null;
  const onRun = async (action: AllowedAction, { reason }: { reason: string }) => {
    const result = await perform({ action, subject: { room, check } }, { text: isSaid(action) ? note : reason });
    if (result.ok) setNote('');
    return result;
  };
  return (
    <div className="mt-2 flex flex-wrap items-end gap-2">
      {check.actions.some(isSaid) ? (
        <Field label={`Note on ${check.title}`} isLabelHidden className="min-w-52 grow">
          <Input
            value={note}
            onChange={(event) => setNote(event.target.value)}
            placeholder="How do you know?"
            maxLength={2000}
            className="h-9.5 text-sm"
          />
        </Field>
      ) : null}
      {check.actions.map((action) => (
        <ActionButton key={action.key} action={withNote(action, note)} onRun={onRun} size="medium" />
      ))}
    </div>
  );
}
