import { Pencil } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ReportField, ReportView } from '@/lib/contracts/report-view';
import { PlainButton } from '../ui/plain-button';
import { useZone } from '../ui/render-context';
import { formatTime } from '../ui/time-model';
import { FieldEditor } from './field-editor';
import { shownValue } from './report-model';
import type { WriteReport } from './report-sections';
import { useWrittenField } from './use-written-field';

type Props = { report: ReportView; field: ReportField; writer: string; write: WriteReport };

/** One line of the form: a fact as it happened, or words that people write in place. */
export function ReportFieldView(props: Props) {
  const { report, field } = props;
  return (
    <div className="grid gap-x-4 border-t border-line py-1.75 sm:grid-cols-[10.625rem_minmax(0,1fr)] [break-inside:avoid] print:grid-cols-[10.625rem_minmax(0,1fr)]">
      <dt id={`term-${field.key}`} className="text-muted">
        {field.title}
      </dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">
        {field.isWritten && report.canWrite ? (
          <WrittenField {...props} />
        ) : field.value ? (
          <span className="whitespace-pre-wrap">{shownValue(field)}</span>
        ) : (
          <span className="text-faint">{field.isWritten ? 'Not written yet' : 'Not known yet'}</span>
        )}
      </dd>
    </div>
  );
}

function WrittenField({ report, field, writer, write }: Props) {
  const zone = useZone();
  const written = useWrittenField({ code: report.code, field, writer, write });
  const { draft, state, value } = written;
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  const isOpen = draft !== null;
  useEffect(() => {
    // Whoever left the field by its own button goes on from where they came; whoever went elsewhere stays there.
    if (wasOpen.current && !isOpen && document.activeElement === document.body)
      button.current?.focus({ preventScroll: true });
    wasOpen.current = isOpen;
  }, [isOpen]);
  if (draft) return <FieldEditor field={field} written={{ ...written, draft }} />;
  return (
    <>
      <PlainButton
        ref={button}
        onClick={written.begin}
        className="group relative flex min-h-touch w-full items-start gap-2 rounded-md py-2.5 sm:min-h-6 sm:py-0 text-left pointer-coarse:min-h-11"
      >
        {/* What it says is part of its name, for whoever speaks to the page. */}
        <span className="sr-only">Write: {field.title}. </span>
        {value ? (
          <span className="min-w-0 whitespace-pre-wrap">{shownValue({ ...field, value })}</span>
        ) : (
          <span className="border-b border-dashed border-edge text-faint print:invisible">
            {field.placeholder || `Write: ${field.title.toLowerCase()}`}
          </span>
        )}
        <Pencil aria-hidden className="no-print mt-1 size-3.5 shrink-0 text-faint group-hover:text-accent" />
      </PlainButton>
      {state.kind === 'saved' ? (
        <p role="status" className="no-print num text-small text-faint">
          Saved {formatTime(state.at, zone)}
        </p>
      ) : null}
    </>
  );
}
