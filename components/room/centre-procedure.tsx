import { clsx } from 'clsx';
import { GuideNotes } from '@/components/run/guide-notes';
import type { ProcedureOption } from '@/lib/contracts/views';
import { EmptyState } from '../ui/empty-state';
import { Tick } from '../ui/field';
import { Notice } from '../ui/notice';
import { Heading } from './heading';
import { ParameterFields } from './parameter-fields';
import { draftOf } from './plan-draft-model';
import { useRoom } from './room-context';

/** Which way back: the procedures that fit, the best first, each with what it costs and how sure one can be of it. */
export function CentreProcedure() {
  const { room, draft, setDraft, replanning } = useRoom();
  if (room.procedures.length === 0)
    return (
      <EmptyState title="No procedure fits this target">
        The runbook has no procedure for what was seen on this target. Change the severity, or follow the escalation in
        the runbook.
      </EmptyState>
    );
  return (
    <>
      {replanning ? (
        <Notice title="The rest of this run, with other parameters">
          <p>
            The run ends when you press the button below, and its rest is planned anew: what was done is passed over
            where it would be done the same. Nothing runs before that plan is approved.
          </p>
        </Notice>
      ) : null}
      <Heading label="Choose a procedure" title="Which way back?">
        <p>
          {room.incident.decidingSentence} These procedures fit, the likeliest first. Nothing runs before you have seen
          the plan and somebody has approved it.
        </p>
      </Heading>
      <fieldset className="grid gap-2.5">
        <legend className="sr-only">Procedure</legend>
        {room.procedures.map((option, index) => (
          <ProcedureCard
            key={option.key}
            option={option}
            isFirst={index === 0}
            isPicked={option.key === draft.procedureKey}
            onPick={() => option.key !== draft.procedureKey && setDraft(draftOf(option))}
          />
        ))}
      </fieldset>
    </>
  );
}

function ProcedureCard({
  option,
  isFirst,
  isPicked,
  onPick,
}: {
  option: ProcedureOption;
  isFirst: boolean;
  isPicked: boolean;
  onPick: () => void;
}) {
  return (
    <div className={clsx('card', isPicked && 'border-accent inset-ring inset-ring-accent')}>
      <label className="flex cursor-pointer items-start gap-3 px-4 py-3.5">
        <Tick
          type="radio"
          name="procedure"
          checked={isPicked}
          onChange={onPick}
          className="mt-1 size-4.5 shrink-0 accent-accent"
        />
        <span className="min-w-0 grow">
          <span className="flex flex-wrap items-baseline gap-x-2.5">
            <b className="text-base">{option.title}</b>
            <span className="text-small text-faint">
              phase {option.phase}
              {option.level === null ? '' : ` · level ${option.level}`}
            </span>
            {isFirst ? <span className="ml-auto text-small font-[620] text-accent">fits best</span> : null}
          </span>
          <span className="mt-0.5 block text-muted">{option.summary}</span>
          <span className="mt-1.5 block text-small">{option.because}</span>
          <span className="num mt-1.5 flex flex-wrap gap-x-4 gap-y-0.5 text-small text-muted">
            <span>
              {option.estimate}
              {option.isOurEstimate ? ' (our estimate)' : ''}
            </span>
            <span>{option.drilled}</span>
            <span>{option.risk}</span>
          </span>
        </span>
      </label>
      {isPicked ? <PickedDetails option={option} /> : null}
    </div>
  );
}

function PickedDetails({ option }: { option: ProcedureOption }) {
  if (option.parameters.length === 0 && option.branches.length < 2 && option.notes.length === 0) return null;
  return (
    <div className="grid gap-4 border-t border-line px-4 py-3.5 sm:pl-11.5">
      <ParameterFields option={option} />
      <GuideNotes notes={option.notes} className="text-small" />
    </div>
  );
}
