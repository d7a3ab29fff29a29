import { Notice } from '@/components/ui/notice';
import type { ImportDraftView, ImportedProcedureView, ImportLine } from '@/lib/contracts/runbook-import';
import { ProcedureStep } from '../procedure-step';

/** What was read: every refusal by its line first, since with one of them nothing can be kept. */
export function ImportDraft({ draft }: { draft: ImportDraftView }) {
  return (
    <section aria-label="What was read" className="mt-4.5 grid grid-cols-1 gap-4.5">
      {draft.refusals.length > 0 ? (
        <Notice tone="fail" title={`${draft.name} was refused: nothing can be kept`}>
          <p>Mend it at the lines named, then read it again.</p>
          <Lines lines={draft.refusals} />
        </Notice>
      ) : null}
      {draft.notes.length > 0 ? (
        <Notice tone="warn" title="Read otherwise than it is written, or left out">
          <Lines lines={draft.notes} />
        </Notice>
      ) : null}
      {draft.hash ? (
        <div>
          <h2 className="text-lg font-[640] tracking-[-0.01em] break-words">
            {draft.title} <span className="text-base font-normal text-faint">{draft.label}</span>
          </h2>
          <p className="font-mono text-xs text-muted">{draft.key}</p>
        </div>
      ) : null}
      <ImportedProcedures procedures={draft.procedures} />
    </section>
  );
}

/** Procedures as they would run, unrendered: no target is chosen. */
export function ImportedProcedures({ procedures }: { procedures: ImportedProcedureView[] }) {
  return (
    <>
      {procedures.map((procedure) => (
        <div key={procedure.key} className="min-w-0">
          <h3 className="text-base font-[620] break-words">
            <span className="num mr-2 font-normal text-faint">{procedure.key}</span>
            {procedure.title}
          </h3>
          <p className="mb-2 text-muted break-words">{procedure.summary}</p>
          <ol className="grid grid-cols-1 gap-3">
            {procedure.steps.map((step, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a draft never changes; its steps have no other name
              <ProcedureStep key={index} ordinal={index + 1} step={step} isUnderBranch />
            ))}
          </ol>
        </div>
      ))}
    </>
  );
}

function Lines({ lines }: { lines: readonly ImportLine[] }) {
  return (
    <ul className="mt-2 grid gap-1.5">
      {lines.map(({ line, key, message }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two lines may say the same, and none is ever moved
        <li key={index} className="grid gap-x-3 sm:grid-cols-[4.5rem_minmax(0,1fr)]">
          <span className="num text-faint">line {line}</span>
          <span className="min-w-0 break-words">
            {key ? <span className="mr-1.5 font-mono text-xs text-faint">{key}:</span> : null}
            {message}
          </span>
        </li>
      ))}
    </ul>
  );
}
