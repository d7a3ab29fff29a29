'use client';

import { ProcedureFacts } from '@/components/runbooks/procedure-facts';
import { BottomBar } from '@/components/ui/bottom-bar';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/notice';
import { SEVERITY_WORDS, SeverityBadge, SeverityIcon } from '@/components/ui/severity';
import { Loading, Skeleton } from '@/components/ui/skeleton';
import { LocalTime } from '@/components/ui/time';
import type { AssessmentView } from '@/lib/contracts/views';
import type { useAssessment, useAssessPlace } from './use-assess';

type Props = { meaning: ReturnType<typeof useAssessment>; go: ReturnType<typeof useAssessPlace>['go'] };
const EDGES = { critical: 'border-l-critical', high: 'border-l-high', medium: 'border-l-medium', low: 'border-l-low' };

/** How bad, how long, who decides, and what to try, in order. */
export function MeaningPage({ meaning, go }: Props) {
  const { assessment, error } = meaning;
  return (
    <>
      {error ? (
        <ErrorNotice error={error} className="mt-4" actions={<Button onClick={meaning.again}>Assess again</Button>} />
      ) : null}
      {!error && assessment ? <Meaning assessment={assessment} /> : null}
      {!error && !assessment ? <MeaningSkeleton /> : null}
      <BottomBar
        waiting={assessment ? <>Nothing is declared yet.</> : null}
        secondary={
          <Button size="large" onClick={() => go({ step: 1 })}>
            Back to what you see
          </Button>
        }
        primary={
          <Button variant="primary" disabled={!assessment} onClick={() => go({ step: 3 })}>
            Tell people
          </Button>
        }
      />
    </>
  );
}

function Meaning({ assessment }: { assessment: AssessmentView }) {
  const others = assessment.reasons.filter((reason) => reason.sentence !== assessment.decidingSentence);
  return (
    <>
      <section aria-label="Severity" className={`card mt-4 border-l-5 px-5 py-5 ${EDGES[assessment.severity]}`}>
        <SeverityBadge severity={assessment.severity} form="display" />
        <p className="mt-2 text-lg">{assessment.decidingSentence}</p>
        {others.length > 0 ? (
          <ul className="mt-2 grid gap-1 text-muted">
            {others.map((reason) => (
              <li key={reason.sentence} className="flex items-baseline gap-2">
                <SeverityIcon severity={reason.severity} className="size-3.5 self-center" />
                <span>
                  <span className="sr-only">{SEVERITY_WORDS[reason.severity]}: </span>
                  {reason.sentence}
                </span>
              </li>
            ))}
          </ul>
        ) : null}
        <dl className="mt-4 grid gap-x-8 gap-y-3 border-t border-line pt-4 sm:grid-cols-3">
          <Fact term="Respond">
            {assessment.respond}
            {assessment.respondByIfDeclaredNow ? (
              <span className="block text-small font-normal text-muted">
                by <LocalTime at={assessment.respondByIfDeclaredNow} withZone />, if declared now
              </span>
            ) : null}
          </Fact>
          <Fact term="Approved by">{assessment.approvedBy}</Fact>
          <Fact term="Pace">{assessment.pace}</Fact>
        </dl>
      </section>
      <section aria-labelledby="procedures-title" className="mt-6">
        <h2 id="procedures-title" className="text-lg font-[640] tracking-[-0.01em]">
          What fits, in this order
        </h2>
        <p className="text-muted">You choose in the room. Nothing runs before its plan is approved.</p>
        {assessment.procedures.length === 0 ? (
          <div className="card mt-3">
            <EmptyState title="No procedure fits these signals">
              Declare all the same: the room keeps the clock, the people and the record, and every procedure can be
              chosen there.
            </EmptyState>
          </div>
        ) : (
          <ol className="mt-3 grid gap-3">
            {assessment.procedures.map((procedure, index) => (
              <li key={procedure.key} className="card grid grid-cols-[auto_1fr] gap-x-3.5 px-4 py-3.5">
                <span
                  aria-hidden
                  className="num grid size-7 place-items-center rounded-full bg-accent-soft text-small font-[640] text-accent"
                >
                  {index + 1}
                </span>
                <div className="min-w-0">
                  <h3 className="text-base font-[620]">
                    {procedure.title} <span className="num text-small font-normal text-faint">{procedure.key}</span>
                  </h3>
                  <p>{procedure.because}</p>
                  <ProcedureFacts option={procedure} className="mt-2.5" />
                </div>
              </li>
            ))}
          </ol>
        )}
      </section>
    </>
  );
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="label">{term}</dt>
      <dd className="mt-0.5 text-base font-[580]">{children}</dd>
    </div>
  );
}

function MeaningSkeleton() {
  return (
    <Loading label="Working out what it means" className="mt-4">
      <div className="card grid gap-4 px-5 py-5">
        <Skeleton className="h-10 w-48" />
        <Skeleton className="h-6 w-4/5" />
        <Skeleton className="h-14 w-full" />
      </div>
      <Skeleton className="mt-6 h-6 w-56" />
      <Skeleton className="mt-3 h-28 w-full rounded-card" />
      <Skeleton className="mt-3 h-28 w-full rounded-card" />
    </Loading>
  );
}
