'use client';

import { clsx } from 'clsx';
import { Activity } from 'lucide-react';
import { formatPercent } from '@/components/now/health-model';
import { Field, Input, Textarea } from '@/components/ui/field';
import { RelativeTime } from '@/components/ui/time';
import type { SignalCard } from '@/lib/contracts/views';
import { Tick } from '../ui/field';
import { asksForFigure } from './assess-model';

type Props = {
  card: SignalCard;
  isPicked: boolean;
  toggle: (isPicked: boolean) => void;
  figure: string;
  changeFigure: (text: string) => void;
  note: string;
  changeNote: (text: string) => void;
  figureError: string | undefined;
};

/** One thing that may be seen, with what the probes say about it; ticking it asks for what they cannot know. */
export function SignalCardView({ card, isPicked, toggle, figure, changeFigure, note, changeNote, figureError }: Props) {
  return (
    <div
      className={clsx(
        'card has-focus-visible:border-accent',
        isPicked && 'border-accent shadow-[inset_0_0_0_1px_var(--accent)]',
      )}
    >
      <label className="flex cursor-pointer items-start gap-3.5 px-4 py-3.5">
        <Tick
          type="checkbox"
          checked={isPicked}
          onChange={(event) => toggle(event.target.checked)}
          className="mt-1 size-5 shrink-0 accent-accent"
        />
        <span className="min-w-0 grow">
          <span className="block text-base font-[620]">{card.title}</span>
          <span className="block text-muted">{card.question}</span>
          {card.measured ? <Measured measured={card.measured} unit={card.unit} /> : null}
        </span>
      </label>
      {isPicked ? (
        <div className="grid gap-3.5 border-t border-line px-4 pt-3 pb-4 sm:pl-12.5">
          {asksForFigure(card) ? (
            <Field
              label="How much, in percent"
              help="No probe knows. Leave it empty if you do not either."
              error={figureError}
            >
              <Input
                inputMode="decimal"
                value={figure}
                onChange={(event) => changeFigure(event.target.value)}
                className="num max-w-36"
              />
            </Field>
          ) : null}
          <Field
            label={
              <>
                What exactly{' '}
                <span className="font-normal text-muted">(optional; the message and the report show it)</span>
              </>
            }
          >
            <Textarea rows={2} maxLength={4000} value={note} onChange={(event) => changeNote(event.target.value)} />
          </Field>
        </div>
      ) : null}
    </div>
  );
}

function Measured({ measured, unit }: { measured: NonNullable<SignalCard['measured']>; unit: SignalCard['unit'] }) {
  return (
    <span
      className={clsx(
        'mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 rounded-md px-2.5 py-1.5 text-small',
        measured.isSuggested ? 'bg-critical/8' : 'bg-sunken',
      )}
    >
      <Activity aria-hidden className={clsx('mt-1 size-3.5', measured.isSuggested ? 'text-critical' : 'text-muted')} />
      <span className="flex flex-wrap items-baseline gap-x-2.5 gap-y-0.5">
        {measured.value !== null &&
        unit === 'percent' &&
        !measured.sentence.startsWith(formatPercent(measured.value)) ? (
          <b className={clsx('num text-base', measured.isSuggested && 'text-critical')}>
            {formatPercent(measured.value)}
          </b>
        ) : null}
        <span>{measured.sentence}</span>
        <span className="text-faint">
          measured <RelativeTime at={measured.at} />
        </span>
      </span>
    </span>
  );
}
