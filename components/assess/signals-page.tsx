'use client';

import { clsx } from 'clsx';
import { type FormEvent, useRef, useState } from 'react';
import { countWords } from '@/components/lists/filter-model';
import { EnvironmentPill } from '@/components/shell/where-frame';
import { BottomBar } from '@/components/ui/bottom-bar';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { SignalKind } from '@/lib/contracts/runbook';
import type { AssessView } from '@/lib/contracts/views';
import { Tick } from '../ui/field';
import { asksForFigure, parseFigure } from './assess-model';
import { SignalCardView } from './signal-card';
import type { useAssessDraft, useAssessPlace } from './use-assess';

type Props = {
  view: AssessView;
  place: ReturnType<typeof useAssessPlace>;
  draftState: ReturnType<typeof useAssessDraft>;
};

export function SignalsPage({ view, place, draftState }: Props) {
  const { target, picked, go } = place;
  const { draft, change } = draftState;
  const [isTried, setIsTried] = useState(false);
  const noticeRef = useRef<HTMLDivElement>(null);
  const formRef = useRef<HTMLFormElement>(null);
  if (!target) return null;

  const missing = target.signals
    .filter(
      (card) =>
        picked.includes(card.kind) &&
        asksForFigure(card) &&
        (draft.values[card.kind] ?? '').trim() !== '' &&
        parseFigure(draft.values[card.kind]) === null,
    )
    .map((card) => card.kind);
  const toggle = (kind: SignalKind, isPicked: boolean) =>
    go({ picked: isPicked ? [...picked, kind] : picked.filter((each) => each !== kind) });
  const goOn = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (picked.length === 0) return requestAnimationFrame(() => noticeRef.current?.focus());
    if (missing.length > 0)
      return requestAnimationFrame(() => formRef.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    go({ step: 2 });
  };
  return (
    <form method="post" ref={formRef} onSubmit={goOn} noValidate className="mt-1">
      <p className="text-muted">Tick everything that you see. What the probes know is filled in.</p>
      {view.targets.length > 1 ? (
        <TargetChoice view={view} chosen={target.key} choose={(targetKey) => go({ targetKey })} />
      ) : null}
      {isTried && picked.length === 0 ? (
        <div ref={noticeRef} tabIndex={-1} className="mt-4 outline-none">
          <Notice tone="warn" role="alert" title="Tick at least one thing that you see.">
            The severity, the clock and the procedures follow from it. Not sure? Tick the nearest and say in the note
            what you see; it can be raised later. Nothing wrong? Then there is nothing to declare: go back to Now.
          </Notice>
        </div>
      ) : null}
      <fieldset className="mt-4 grid gap-3">
        <legend className="sr-only">What you see on {target.name}</legend>
        {target.signals.map((card) => (
          <SignalCardView
            key={card.kind}
            card={card}
            isPicked={picked.includes(card.kind)}
            toggle={(isPicked) => toggle(card.kind, isPicked)}
            figure={draft.values[card.kind] ?? ''}
            changeFigure={(text) => change({ values: { ...draft.values, [card.kind]: text } })}
            note={draft.notes[card.kind] ?? ''}
            changeNote={(text) => change({ notes: { ...draft.notes, [card.kind]: text } })}
            figureError={
              isTried && missing.includes(card.kind) ? 'Give a number, such as 35, or leave it empty.' : undefined
            }
          />
        ))}
      </fieldset>
      <BottomBar
        waiting={picked.length === 0 ? 'Nothing ticked yet' : `${countWords(picked.length, 'thing', 'things')} ticked`}
        primary={
          <Button type="submit" variant="primary">
            See what it means
          </Button>
        }
      />
    </form>
  );
}

function TargetChoice({ view, chosen, choose }: { view: AssessView; chosen: string; choose: (key: string) => void }) {
  return (
    <fieldset className="mt-4">
      <legend className="label mb-1.5">Where</legend>
      <div className="flex flex-wrap gap-2.5">
        {view.targets.map((target) => (
          <label
            key={target.key}
            className={clsx(
              'flex min-h-11 cursor-pointer items-center gap-2.5 rounded-control border bg-surface px-3.5 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
              target.key === chosen ? 'border-accent shadow-[inset_0_0_0_1px_var(--accent)]' : 'border-edge',
            )}
          >
            <Tick
              type="radio"
              name="target"
              value={target.key}
              checked={target.key === chosen}
              onChange={() => choose(target.key)}
              className="accent-accent"
            />
            <b>{target.name}</b>
            <EnvironmentPill environment={target.environment} />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
