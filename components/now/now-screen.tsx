'use client';

import { clsx } from 'clsx';
import { CircleCheck } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { ReviewGlass } from '@/components/approval/review-glass';
import { useLiveQuery } from '@/components/shell/live';
import { EnvironmentPill } from '@/components/shell/where-frame';
import { BottomBar } from '@/components/ui/bottom-bar';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/time';
import { getNow } from '@/lib/client/fetchers';
import { queryKeys } from '@/lib/client/query-keys';
import type { NowView } from '@/lib/contracts/views';
import type { FollowUpActions } from '../follow-ups/follow-up-model';
import { AttentionCard } from './attention-card';
import { DrillsCard } from './drills-card';
import { FollowUpsCard } from './follow-ups-card';
import { MatrixCard } from './matrix-card';
import { listAttention, listUnwell } from './now-model';
import { TargetHealth } from './target-health';

const COLUMNS = ['', '', 'grid-cols-1 md:grid-cols-2', 'grid-cols-1 md:grid-cols-2 xl:grid-cols-3'];

/** `offer`: one quiet line between what is wrong and what is well. */
type Props = { initial: NowView; endFollowUp: FollowUpActions['end']; offer?: ReactNode };

export function NowScreen({ initial, endFollowUp, offer }: Props) {
  const { data: now = initial } = useLiveQuery({ queryKey: queryKeys.now(), queryFn: getNow, initial });
  const attention = listAttention(now);
  return (
    <div className="page grid grid-cols-1 content-start gap-4.5">
      <h1 className="sr-only">Now</h1>
      {now.worker.isAlive ? null : (
        <Notice tone="warn" title="The worker is not answering: nothing can run and nothing is probed.">
          {now.worker.lastBeatAt ? (
            <>
              It was last heard <RelativeTime at={now.worker.lastBeatAt} />.{' '}
            </>
          ) : null}
          Start it again with <code>npm start</code> on its machine; runs go on where they were.
        </Notice>
      )}
      {now.brokenGlass
        .filter(({ review }) => review === null)
        .map((glass) => (
          <ReviewGlass key={glass.reviewId} glass={glass} />
        ))}
      {attention.length > 0 ? (
        <ul aria-label="Open incidents" className="grid gap-3">
          {attention.map((row, index) => (
            <AttentionCard key={row.key} row={row} isFirst={index === 0} />
          ))}
        </ul>
      ) : (
        <Calm unwell={listUnwell(now)} />
      )}
      {offer}
      <FollowUpsCard followUps={now.followUps} end={endFollowUp} />
      <Glance now={now} />
      <MatrixCard rows={now.matrix} isCalm={attention.length === 0} />
      <div className="sm:hidden">
        <BottomBar
          primary={
            <ButtonLink href="/incidents/new" variant="primary" className="w-full">
              Something is wrong: assess it
            </ButtonLink>
          }
        />
      </div>
    </div>
  );
}

/** Nothing is open. That is only good news where the probes agree. */
function Calm({ unwell }: { unwell: NowView['targets'] }) {
  if (unwell.length > 0) {
    return (
      <Notice
        tone="warn"
        title={`${unwell.map((target) => target.name).join(', ')}: users are not well, and no incident is open`}
      >
        <Link href={`/incidents/new?target=${unwell[0]?.key}`} className="link font-medium">
          Assess it
        </Link>
      </Notice>
    );
  }
  return (
    <p className="flex items-center gap-2.5 px-1 text-muted">
      <CircleCheck aria-hidden className="size-4.5 text-ok" />
      No incident is open, and no approval waits for you.
    </p>
  );
}

/** How the targets are, and when it is practised next: side by side. */
function Glance({ now }: { now: NowView }) {
  return (
    <div className={clsx('grid gap-4.5', COLUMNS[Math.min(3, Math.max(1, now.targets.length) + 1)])}>
      {now.targets.length === 0 ? (
        <NoTarget />
      ) : (
        <section aria-label="Target health" className="contents">
          {now.targets.map((target) => (
            <Card as="article" key={target.id} aria-label={`Health of ${target.name}`} className="px-4 py-3.5">
              <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
                <Link href="/targets" className="font-[640] hover:underline">
                  {target.name}
                </Link>
                <EnvironmentPill environment={target.environment} />
              </div>
              <TargetHealth health={target.health} series={target.series} />
            </Card>
          ))}
        </section>
      )}
      <DrillsCard drills={now.drills} />
    </div>
  );
}

function NoTarget() {
  return (
    <Card>
      <EmptyState title="No target that you can see" action={<ButtonLink href="/targets">Open the targets</ButtonLink>}>
        A target is a system that can be rolled back. You see those of your teams and those that are everybody’s: an
        administrator registers them and puts people into teams.
      </EmptyState>
    </Card>
  );
}
