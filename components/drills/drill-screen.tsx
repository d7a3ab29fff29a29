'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Timeline } from '@/components/room/timeline';
import { RefreshOnNews } from '@/components/shell/live';
import { useRefreshEvery } from '@/components/shell/use-refresh';
import { WhereFrame } from '@/components/shell/where-frame';
import { Card, CardTitle } from '@/components/ui/card';
import { ErrorNotice, Notice } from '@/components/ui/notice';
import { Pill } from '@/components/ui/pill';
import { Elapsed, LocalTime } from '@/components/ui/time';
import type { DrillView } from '@/lib/contracts/drill-view';
import type { ActionResult } from '@/lib/contracts/result';
import { DrillBar } from './drill-bar';
import { DrillChecklist } from './drill-checklist';
import { DrillFormDialog } from './drill-form-dialog';
import { DrillStatusPill } from './drill-status';
import { DrillTimes } from './drill-times';

type Act = (input: never) => Promise<ActionResult<unknown>>;
export type DrillActions = {
  startDrill: Act;
  switchFaultAgain: Act;
  moveDrill: Act;
  cancelDrill: Act;
  abortDrill: Act;
  finishDrill: Act;
  tickDrillLine: Act;
  switchFault: Act;
  resetSandbox: Act;
};

/** One drill: what it waits for, its checklist, and its time against the target. The wizard itself runs in its room. */
export function DrillScreen({ view, actions }: { view: DrillView; actions: DrillActions }) {
  const [isMoving, setIsMoving] = useState(false);
  const router = useRouter();
  useFreshness(view);
  const { drill } = view;
  return (
    <WhereFrame environment={drill.environment} isDrill targetName={drill.targetName}>
      <RefreshOnNews />
      <div className="mx-auto grid w-full max-w-6xl grid-cols-1 content-start gap-4.5 px-3.5 pt-4 sm:px-6">
        <Head view={view} />
        <Standing view={view} />
        {view.resetTrouble ? <ErrorNotice error={view.resetTrouble} /> : null}
        <div className="grid grid-cols-1 items-start gap-4.5 lg:grid-cols-[minmax(0,1fr)_24rem]">
          <div className="grid grid-cols-1 gap-4.5">
            <DrillChecklist view={view} tick={actions.tickDrillLine} />
            <DrillTimes view={view} />
          </div>
          <Card as="section" aria-labelledby="what-happened">
            <CardTitle id="what-happened" aside={<ReportLinks view={view} />}>
              What happened
            </CardTitle>
            <Timeline items={view.timeline} />
          </Card>
        </div>
      </div>
      <DrillBar view={view} actions={actions} onMove={() => setIsMoving(true)} />
      {isMoving ? (
        <DrillFormDialog
          title="Change this drill"
          verb="Change it"
          form={{ ...view.form, kind: 'move', drillId: drill.id }}
          choices={view.choices}
          timeZone={view.timeZone}
          act={actions.moveDrill}
          close={() => setIsMoving(false)}
          onDone={() => {
            setIsMoving(false);
            router.refresh();
          }}
        />
      ) : null}
    </WhereFrame>
  );
}

function Head({ view }: { view: DrillView }) {
  const { drill, incident } = view;
  return (
    <header>
      <nav aria-label="Where you are" className="text-small text-muted">
        <Link href="/drills" className="link">
          Drills
        </Link>{' '}
        <span aria-hidden>/</span> week {drill.week}
      </nav>
      <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <h1 className="text-step font-[640] tracking-[-0.015em]">Drill: {drill.title}</h1>
        <DrillStatusPill drill={drill} />
        <Pill tone="drill">Drill</Pill>
      </div>
      <p className="mt-1 text-muted">
        <LocalTime at={drill.scheduledFor} withZone />
        {drill.faultTitle ? ` · fault “${drill.faultTitle}”` : ' · no fault is switched on'}
        {drill.estimate ? ` · time target ${drill.estimate}` : ''}
        {incident ? (
          <>
            {' · '}
            <Link href={`/incidents/${incident.code}`} className="link font-mono text-small">
              {incident.code}
            </Link>
          </>
        ) : null}
      </p>
    </header>
  );
}

/** The one thing that this drill waits for. */
function Standing({ view }: { view: DrillView }) {
  const { drill, preparing, incident } = view;
  if (drill.trouble)
    return (
      <Notice tone="warn" title="This drill cannot be started as it stands">
        {drill.trouble}
      </Notice>
    );
  if (drill.status === 'overdue')
    return (
      <Notice tone="warn" title="Its day is over">
        Start it now, change its day, or cancel it with a reason.
      </Notice>
    );
  if (view.faultTrouble) return <ErrorNotice error={view.faultTrouble} />;
  if (preparing)
    return (
      <Notice role="status" title={preparing.sentence}>
        For <Elapsed since={preparing.since} form="clock" />. The page goes on by itself.
      </Notice>
    );
  if (drill.status === 'running' && incident?.state === 'open')
    return (
      <Notice title="The drill runs: its incident is open">
        Roll it back in the room, as you would at 3 a.m.: plan, approval, steps, validation, close. Then come back here.
      </Notice>
    );
  if (drill.status === 'cancelled' && drill.reason)
    return <Notice title={drill.startedAt ? 'It was aborted' : 'It was cancelled'}>“{drill.reason}”</Notice>;
  return null;
}

function ReportLinks({ view }: { view: DrillView }) {
  if (!view.drill.startedAt) return null;
  return (
    <span className="flex flex-wrap gap-x-3 text-small">
      <Link href={`/drills/${view.drill.id}/report`} className="link">
        Drill report
      </Link>
      {view.incident ? (
        <Link href={`/reports/${view.incident.code}`} className="link">
          Incident report
        </Link>
      ) : null}
    </span>
  );
}

const PREPARING_MS = 2000;
const RUNNING_MS = 10_000;

/** News brings most changes; what the worker and the probes see between them is asked for. */
function useFreshness({ preparing, drill }: DrillView) {
  useRefreshEvery(preparing ? PREPARING_MS : drill.status === 'running' ? RUNNING_MS : null);
}
