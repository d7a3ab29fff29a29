import { Pencil } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { ReportField, ReportView } from '@/lib/contracts/report-view';
import type { ActionError } from '@/lib/contracts/result';
import { Button } from '../ui/button';
import { Textarea } from '../ui/field';
import { ErrorNotice, Notice } from '../ui/notice';
import { settle } from '../ui/settle';
import { clashOf, type Draft, shownValue } from './report-model';
import type { WriteReport } from './report-sections';

type Props = {
  report: ReportView;
  field: ReportField;
  draft: Draft | null;
  isOtherOpen: boolean;
  onDraft: (draft: Draft | null) => void;
  write: WriteReport;
};

/** One line of the form: a fact as it happened, or words that people write in place. */
export function ReportFieldView({ report, field, draft, isOtherOpen, onDraft, write }: Props) {
  const mayWrite = field.isWritten && report.canWrite;
  const edit = () => onDraft({ key: field.key, text: field.value, base: field.value });
  return (
    <div className="grid gap-x-4 border-t border-line py-1.75 sm:grid-cols-[10.625rem_minmax(0,1fr)] [break-inside:avoid] print:grid-cols-[10.625rem_minmax(0,1fr)]">
      <dt id={`term-${field.key}`} className="text-muted">
        {field.title}
      </dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">
        {draft ? (
          <FieldEditor report={report} field={field} draft={draft} onDraft={onDraft} write={write} />
        ) : mayWrite ? (
          <button
            type="button"
            disabled={isOtherOpen}
            onClick={edit}
            aria-label={`Write: ${field.title}`}
            className="group flex min-h-6 w-full items-start gap-2 rounded-md text-left disabled:cursor-default"
          >
            {field.value ? (
              <span className="min-w-0 whitespace-pre-wrap">{shownValue(field)}</span>
            ) : (
              <span className="border-b border-dashed border-edge text-faint print:invisible">
                {field.placeholder || `Write: ${field.title.toLowerCase()}`}
              </span>
            )}
            <Pencil
              aria-hidden
              className="no-print mt-1 size-3.5 shrink-0 text-faint group-hover:text-accent group-disabled:hidden"
            />
          </button>
        ) : field.value ? (
          <span className="whitespace-pre-wrap">{shownValue(field)}</span>
        ) : (
          <span className="text-faint">{field.isWritten ? 'Not written yet' : 'Not known yet'}</span>
        )}
      </dd>
    </div>
  );
}

function FieldEditor({
  report,
  field,
  draft,
  onDraft,
  write,
}: Omit<Props, 'isOtherOpen' | 'draft'> & { draft: Draft }) {
  const router = useRouter();
  const [isPending, setIsPending] = useState(false);
  const [error, setError] = useState<ActionError | null>(null);
  const clash = clashOf(draft, field);
  const save = async () => {
    setIsPending(true);
    const result = await settle(
      write({ incidentCode: report.code, version: report.version, fields: { [field.key]: draft.text } }),
    );
    setIsPending(false);
    setError(result.ok ? null : result.error);
    if (result.ok) onDraft(null);
    // After a refusal, too: what the other person wrote has to be seen beside one's own.
    router.refresh();
  };
  return (
    <form
      className="no-print grid gap-2.5 py-1"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {field.kind === 'yes_no' ? (
        <YesNo field={field} draft={draft} onDraft={onDraft} />
      ) : (
        <Textarea
          autoFocus
          aria-labelledby={`term-${field.key}`}
          placeholder={field.placeholder}
          value={draft.text}
          maxLength={20_000}
          onChange={(event) => onDraft({ ...draft, text: event.target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onDraft(null);
          }}
        />
      )}
      {clash ? (
        <ClashNotice
          theirs={clash.theirs}
          onTheirs={() => onDraft(null)}
          onMine={() => onDraft({ ...draft, base: field.value })}
        />
      ) : null}
      {error && !clash ? <ErrorNotice error={error} /> : null}
      <div className="flex gap-2">
        <Button type="submit" variant="primary" size="small" isPending={isPending} disabled={clash !== null}>
          Save this field
        </Button>
        <Button size="small" onClick={() => onDraft(null)}>
          Leave it as it was
        </Button>
      </div>
    </form>
  );
}

function YesNo({ field, draft, onDraft }: { field: ReportField; draft: Draft; onDraft: (draft: Draft) => void }) {
  return (
    <div role="radiogroup" aria-label={field.title} className="flex gap-4">
      {['yes', 'no'].map((value) => (
        <label key={value} className="flex min-h-8 cursor-pointer items-center gap-2">
          <input
            type="radio"
            name={field.key}
            checked={draft.text === value}
            onChange={() => onDraft({ ...draft, text: value })}
            className="size-4.5 accent-accent"
          />
          {value === 'yes' ? 'Yes' : 'No'}
        </label>
      ))}
    </div>
  );
}

function ClashNotice({ theirs, onTheirs, onMine }: { theirs: string; onTheirs: () => void; onMine: () => void }) {
  return (
    <Notice
      tone="warn"
      role="alert"
      title="Somebody else changed this field while you wrote"
      actions={
        <>
          <Button size="small" onClick={onTheirs}>
            Keep theirs
          </Button>
          <Button size="small" onClick={onMine}>
            Go on with mine
          </Button>
        </>
      }
    >
      <p>Nothing is lost: yours is in the field above, theirs is here.</p>
      <blockquote className="mt-1 border-l-3 border-line pl-3 whitespace-pre-wrap text-text">
        {theirs || '(empty)'}
      </blockquote>
    </Notice>
  );
}
