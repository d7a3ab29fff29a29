'use client';

import { skipToken, useQuery } from '@tanstack/react-query';
import { ArrowRight, ChevronDown, ChevronUp, Compass, LoaderCircle } from 'lucide-react';
import { usePathname, useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useLiveQuery } from '@/components/shell/live';
import { Button, ButtonLink } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Skeleton } from '@/components/ui/skeleton';
import { getGuide } from '@/lib/client/fetchers';
import { queryKeys } from '@/lib/client/query-keys';
import type { RoomView } from '@/lib/contracts/views';
import { useGuide } from './guide-context';
import { guideStep } from './guide-model';
import { type GuideStep, PARTS, piecesOf } from './guide-step';

/** One sentence: the next thing to do in a real drill, with the button it means or the way to where it is. */
export function GuidePanel() {
  const { initial, change } = useGuide();
  const [isFolded, setIsFolded] = useState(false);
  const { data } = useLiveQuery({
    queryKey: queryKeys.guide(),
    queryFn: getGuide,
    ...(initial && { initial }),
    urgency: 'room',
  });
  const path = usePathname();
  const at = useSearchParams().get('at');
  const room = useOpenRoom(path);
  if (data?.state === 'ended') return null;
  const step = data ? guideStep(data, { path, room, at }) : null;
  return (
    <aside
      aria-label="Guide through a first drill"
      className="no-print border-b border-line bg-accent-soft/40 px-3.5 py-2 sm:px-5"
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
        <p className="label num flex items-center gap-2">
          <Compass aria-hidden className="size-4 text-accent" />
          {step ? placeWords(step) : 'First drill'}
        </p>
        {isFolded ? null : <Said step={step} />}
        <div className="ml-auto flex items-center gap-1.5">
          <Button
            size="small"
            variant={step?.isOver ? 'primary' : 'ghost'}
            className="max-sm:min-h-11"
            onClick={() => void change('ended')}
          >
            End the guide
          </Button>
          <Button
            size="small"
            variant="ghost"
            aria-expanded={!isFolded}
            aria-label={isFolded ? 'Show the guide' : 'Fold the guide'}
            className="max-sm:min-h-11 max-sm:min-w-11"
            onClick={() => setIsFolded(!isFolded)}
          >
            {isFolded ? <ChevronDown aria-hidden className="size-4" /> : <ChevronUp aria-hidden className="size-4" />}
          </Button>
        </div>
      </div>
    </aside>
  );
}

/** "First drill · 3 of 8 · Tell the team" */
function placeWords({ part }: GuideStep): string {
  return part ? `First drill · ${PARTS.indexOf(part) + 1} of ${PARTS.length} · ${part}` : 'First drill · done';
}

/** Two lines are kept, so that the page below stays where it is when the sentence changes. */
function Said({ step }: { step: GuideStep | null }) {
  return (
    <div className="order-last flex min-h-11 w-full flex-wrap items-center gap-x-4 gap-y-1.5 lg:order-none lg:w-auto lg:grow lg:basis-0">
      {step ? (
        <>
          <p role="status" className="min-w-0 text-balance">
            {step.isWait ? (
              <LoaderCircle
                aria-hidden
                className="mr-2 inline size-4 animate-spin text-accent motion-reduce:animate-none"
              />
            ) : null}
            {piecesOf(step.say).map(({ text, isName }) => (isName ? <strong key={text}>{text}</strong> : text))}
          </p>
          {step.go ? (
            <ButtonLink href={step.go.href} size="small" className="max-sm:min-h-11">
              {step.go.label} <ArrowRight aria-hidden className="size-4" />
            </ButtonLink>
          ) : null}
          {step.second ? <SecondPerson second={step.second} /> : null}
        </>
      ) : (
        <Skeleton className="h-4 w-96 max-w-full" />
      )}
    </div>
  );
}

/** To be copied, not followed: in this window one is somebody else. */
function SecondPerson({ second }: { second: NonNullable<GuideStep['second']> }) {
  const [origin, setOrigin] = useState('');
  useEffect(() => setOrigin(window.location.origin), []);
  const address = `${origin}${second.href}`;
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2">
      <code className="max-w-full truncate text-small sm:max-w-80">{address}</code>
      <CopyButton
        text={address}
        label={`Copy the link for ${second.name}`}
        className="min-h-8 border border-line px-2.5 hover:bg-sunken max-sm:min-h-11"
      />
    </span>
  );
}

/** The room of the open page as that page itself keeps it true; null on every other page. */
function useOpenRoom(path: string): RoomView | null {
  const code = /^\/incidents\/(DB-ROLLBACK-[^/]+)$/.exec(path)?.[1] ?? '';
  const { data } = useQuery<RoomView>({ queryKey: queryKeys.incident(code), queryFn: skipToken });
  return data ?? null;
}
