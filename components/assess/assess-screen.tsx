'use client';

import { clsx } from 'clsx';
import { Check } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { WhereFrame } from '@/components/shell/where-frame';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import type { ActionResult } from '@/lib/contracts/result';
import type { AssessmentView, AssessView } from '@/lib/contracts/views';
import { PlainButton } from '../ui/plain-button';
import type { AssessStep } from './assess-model';
import { MeaningPage } from './meaning-page';
import { SignalsPage } from './signals-page';
import { TellPage } from './tell-page';
import { useAssessDraft, useAssessment, useAssessPlace } from './use-assess';

export type AssessActions = {
  assessSignals: (input: never) => Promise<ActionResult<AssessmentView>>;
  declareIncident: (input: never) => Promise<ActionResult<{ code: string }>>;
};

const PAGES: { step: AssessStep; title: string }[] = [
  { step: 1, title: 'What do you see?' },
  { step: 2, title: 'What it means' },
  { step: 3, title: 'Tell people' },
];

/** Three pages, one question each. */
export function AssessScreen({ view, assessSignals, declareIncident }: { view: AssessView } & AssessActions) {
  const place = useAssessPlace(view);
  const draftState = useAssessDraft();
  const meaning = useAssessment(assessSignals, place, draftState.draft, draftState.isLoaded);
  const headingRef = useRef<HTMLHeadingElement>(null);
  const shownStep = useRef(place.step);
  const { step, target } = place;

  useEffect(() => {
    if (shownStep.current === step) return;
    shownStep.current = step;
    window.scrollTo({ top: 0 });
    headingRef.current?.focus({ preventScroll: true });
  }, [step]);

  if (!target) {
    return (
      <EmptyState
        title="There is no target to assess"
        action={
          <ButtonLink href="/targets" variant="primary">
            Open the targets
          </ButtonLink>
        }
        className="grow justify-center"
      >
        You see the targets of your teams and those that are everybody’s: an administrator registers them and puts
        people into teams.
      </EmptyState>
    );
  }
  const title = PAGES[step - 1]?.title ?? '';
  return (
    <WhereFrame environment={target.environment} targetName={target.name}>
      <div className="page max-w-3xl! grow">
        <Trail step={step} go={(to) => place.go({ step: to })} />
        <h1 ref={headingRef} tabIndex={-1} className="mt-3 text-step font-[640] tracking-[-0.015em] outline-none">
          {title}
        </h1>
        {step === 1 ? <SignalsPage view={view} place={place} draftState={draftState} /> : null}
        {step === 2 ? <MeaningPage meaning={meaning} go={place.go} /> : null}
        {step === 3 ? (
          <TellPage
            view={view}
            meaning={meaning}
            draftState={draftState}
            go={place.go}
            declareIncident={declareIncident}
          />
        ) : null}
      </div>
    </WhereFrame>
  );
}

function Trail({ step, go }: { step: AssessStep; go: (step: AssessStep) => void }) {
  return (
    <nav aria-label="Pages of this assessment">
      <ol className="flex flex-wrap items-center gap-x-2 gap-y-1 text-small">
        {PAGES.map((page, index) => (
          <li
            key={page.step}
            aria-current={page.step === step ? 'step' : undefined}
            className="flex items-center gap-2"
          >
            {index > 0 ? <span aria-hidden className="h-px w-4 bg-line sm:w-8" /> : null}
            {page.step < step ? (
              <PlainButton
                onClick={() => go(page.step)}
                className="flex min-h-touch items-center gap-2 text-muted sm:min-h-8 hover:text-text hover:underline"
              >
                <Dot page={page.step} step={step} />
                <span className="max-sm:sr-only">{page.title}</span>
              </PlainButton>
            ) : (
              <>
                <Dot page={page.step} step={step} />
                <span className={clsx(page.step === step ? 'font-[620]' : 'text-faint max-sm:sr-only')}>
                  {page.title}
                </span>
              </>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Dot({ page, step }: { page: AssessStep; step: AssessStep }) {
  return (
    <span
      aria-hidden
      className={clsx(
        'num grid size-5.5 place-items-center rounded-full text-xs font-[640]',
        page === step
          ? 'bg-accent text-accent-ink'
          : page < step
            ? 'bg-accent-soft text-accent'
            : 'border border-line text-faint',
      )}
    >
      {page < step ? <Check className="size-3.5" /> : page}
    </span>
  );
}
