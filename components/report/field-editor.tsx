import { type FocusEvent, useRef } from 'react';
import type { ReportField } from '@/lib/contracts/report-view';
import { Button } from '../ui/button';
import { Textarea, Tick } from '../ui/field';
import { ErrorNotice, Notice } from '../ui/notice';
import { useZone } from '../ui/render-context';
import { formatTime } from '../ui/time-model';
import { type Draft, shownValue } from './report-model';
import type { SaveState, useWrittenField } from './use-written-field';

type Written = Omit<ReturnType<typeof useWrittenField>, 'draft'> & { draft: Draft };
/** A press that took the focus away has to reach what it was meant for before anything moves. */
const PRESS_MS = 250;

/** A field while it is written: it saves itself, and says what has become of the words. */
export function FieldEditor({ field, written }: { field: ReportField; written: Written }) {
  const { draft, state, clash } = written;
  const form = useRef<HTMLFormElement>(null);
  const onBlur = (event: FocusEvent) => {
    if (event.currentTarget.contains(event.relatedTarget)) return;
    void written.save();
    // Another window in front is no leaving of the field.
    if (!document.hasFocus()) return;
    setTimeout(() => {
      if (!form.current?.contains(document.activeElement)) void written.close();
    }, PRESS_MS);
  };
  // The button that was pressed goes with its notice; without a place to go to, the focus would leave the field, and close it.
  const goOn = (theirs: string, text: string) => {
    form.current?.querySelector<HTMLElement>('textarea, input')?.focus();
    written.goOnFrom(theirs, text);
  };
  const putBack = () => {
    written.change(draft.original);
    void written.close();
  };
  return (
    <form
      ref={form}
      className="no-print grid gap-2 py-1"
      onBlur={onBlur}
      onSubmit={(event) => {
        event.preventDefault();
        void written.close();
      }}
    >
      {field.kind === 'yes_no' ? (
        <YesNo field={field} text={draft.text} onChange={written.change} />
      ) : (
        <Textarea
          autoFocus
          aria-labelledby={`term-${field.key}`}
          aria-describedby={`saved-${field.key}`}
          placeholder={field.placeholder}
          value={draft.text}
          maxLength={20_000}
          onChange={(event) => written.change(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') void written.close();
          }}
        />
      )}
      {clash ? <ClashNotice field={field} theirs={clash.theirs} written={{ ...written, goOnFrom: goOn }} /> : null}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" size="small" disabled={clash !== null}>
          Done
        </Button>
        {draft.text !== draft.original && !clash ? (
          <Button size="small" onClick={putBack}>
            Put back what stood here
          </Button>
        ) : null}
        <SaveWords id={`saved-${field.key}`} state={state} isChanged={draft.text !== draft.base} />
      </div>
      {state.kind === 'refused' && !['UNREACHED', 'conflict'].includes(state.error.code) ? (
        <ErrorNotice error={state.error} />
      ) : null}
    </form>
  );
}

/** Whether the words are safe, in words. */
function SaveWords({ id, state, isChanged }: { id: string; state: SaveState; isChanged: boolean }) {
  const zone = useZone();
  const words = {
    idle: () => 'Saves itself',
    kept: () => (isChanged ? 'Kept in this browser; saved when you pause or leave the field' : 'Nothing to save'),
    saving: () => 'Saving…',
    saved: () => (state.kind === 'saved' ? `Saved ${formatTime(state.at, zone)}` : ''),
    refused: () =>
      state.kind === 'refused' && state.error.code === 'UNREACHED'
        ? 'Not saved yet: the console does not answer. Kept in this browser, and sent as soon as it does'
        : 'Not saved; kept in this browser',
  };
  return (
    <p id={id} role="status" className="num min-w-0 text-small text-muted">
      {words[state.kind]()}
    </p>
  );
}

function YesNo({ field, text, onChange }: { field: ReportField; text: string; onChange: (text: string) => void }) {
  return (
    <div role="radiogroup" aria-label={field.title} className="flex gap-4">
      {['yes', 'no'].map((value) => (
        <label key={value} className="flex min-h-8 cursor-pointer items-center gap-2">
          <Tick
            type="radio"
            name={field.key}
            checked={text === value}
            onChange={() => onChange(value)}
            className="size-4.5 accent-accent"
          />
          {value === 'yes' ? 'Yes' : 'No'}
        </label>
      ))}
    </div>
  );
}

function ClashNotice({ field, theirs, written }: { field: ReportField; theirs: string; written: Written }) {
  const { draft, goOnFrom, takeTheirs } = written;
  return (
    <Notice
      tone="warn"
      role="alert"
      title="Somebody else changed this field while you wrote"
      actions={
        <>
          <Button size="small" onClick={takeTheirs}>
            Keep theirs
          </Button>
          <Button size="small" onClick={() => goOnFrom(theirs, draft.text)}>
            Go on with mine
          </Button>
          {field.kind === 'text' ? (
            <Button size="small" onClick={() => goOnFrom(theirs, `${theirs}\n\n${draft.text}`)}>
              Put both together
            </Button>
          ) : null}
        </>
      }
    >
      <p>Nothing is lost: yours is in the field above, theirs is here. Nothing is saved until you choose.</p>
      <blockquote className="mt-1 border-l-3 border-line pl-3 whitespace-pre-wrap text-text">
        {shownValue({ ...field, value: theirs }) || '(empty)'}
      </blockquote>
    </Notice>
  );
}
