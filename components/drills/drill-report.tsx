'use client';

import { CircleCheck, CircleDashed } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import type { FollowUpActions } from '@/components/follow-ups/follow-up-model';
import { FollowUpSection } from '@/components/follow-ups/follow-up-section';
import { TakeAlong } from '@/components/report/take-along';
import { Fact } from '@/components/ui/fact';
import { Notice } from '@/components/ui/notice';
import { Pill } from '@/components/ui/pill';
import { LocalTime } from '@/components/ui/time';
import type { DrillView } from '@/lib/contracts/drill-view';
import type { FollowUpsOfIncident } from '@/lib/contracts/follow-up';
import { durationWords } from '@/lib/domain/words';
import { DrillStatusPill } from './drill-status';
import { DrillTimes } from './drill-times';

/** `followUps`: of the drill's incident; null where none was declared. */
type Props = { view: DrillView; followUps: FollowUpsOfIncident | null; actions: FollowUpActions };

/** A drill as a document: it reads top to bottom and prints to clean A4; what ran is in the incident's own report. */
export function DrillReport({ view, followUps, actions }: Props) {
  const { drill, incident } = view;
  return (
    <div className="page print:max-w-none print:p-0">
      <article
        aria-labelledby="report-title"
        className="card mx-auto max-w-document px-4 py-5 sm:px-11 sm:py-8 print:border-0 print:p-0"
      >
        <Head view={view} />
        {drill.status === 'running' ? (
          <Notice className="mt-4" title="The drill is still running">
            This is what has happened so far.
          </Notice>
        ) : null}
        <dl className="mt-5 grid gap-x-8 gap-y-3 sm:grid-cols-2">
          <Fact term="Target">
            {drill.targetName}, {drill.environment}
          </Fact>
          <Fact term="Fault">{drill.faultTitle ?? 'none was switched on'}</Fact>
          <Fact term="Started">
            {drill.startedAt ? (
              <>
                <LocalTime at={drill.startedAt} withZone /> by {drill.startedBy}
              </>
            ) : (
              'not started'
            )}
          </Fact>
          <Fact term="Ended">
            {drill.finishedAt ? (
              <>
                <LocalTime at={drill.finishedAt} withZone /> by {drill.endedBy}
              </>
            ) : (
              'not yet'
            )}
          </Fact>
          <Fact term="Users well again">
            {incident?.restoredAfterMs
              ? `${durationWords(incident.restoredAfterMs)} after the declaration`
              : 'not seen by the probes'}
          </Fact>
          <Fact term="What ran">
            {incident ? (
              <Link href={`/reports/${incident.code}`} className="link">
                report of {incident.code}
              </Link>
            ) : (
              'no incident was declared'
            )}
          </Fact>
        </dl>
        <Section title="Time per step">
          {view.steps.length > 0 ? <DrillTimes view={view} isBare /> : <p className="text-muted">Nothing was run.</p>}
        </Section>
        <Section title="Checklist">
          <ol className="grid gap-2.5">
            {view.checklist.map((line) => (
              <li key={line.key} className="flex items-start gap-2.5">
                {line.isDone ? (
                  <CircleCheck aria-hidden className="mt-0.5 size-4.5 shrink-0 text-ok" />
                ) : (
                  <CircleDashed aria-hidden className="mt-0.5 size-4.5 shrink-0 text-idle" />
                )}
                <p className="min-w-0 [overflow-wrap:anywhere]">
                  <span className="sr-only">{line.isDone ? 'Done: ' : 'Open: '}</span>
                  <b>{line.title}</b> {line.person ? `(${line.person}): “${line.sentence}”` : line.sentence}
                </p>
              </li>
            ))}
          </ol>
        </Section>
        {followUps ? (
          <Section title="Follow-up actions">
            <FollowUpSection of={followUps} actions={actions} />
          </Section>
        ) : null}
        <Section title="Next drill">
          {view.next ? (
            <p>
              <Link href={`/drills/${view.next.id}`} className="link">
                {view.next.title}
              </Link>
              , <LocalTime at={view.next.scheduledFor} withZone />
            </p>
          ) : (
            <p className="text-muted">None is scheduled.</p>
          )}
        </Section>
      </article>
    </div>
  );
}

function Head({ view: { drill } }: { view: DrillView }) {
  return (
    <header>
      <TakeAlong kind="Database Rollback Drill Report" address={`/api/drills/${drill.id}`} />
      <h1 id="report-title" className="mt-2 text-clock leading-tight font-[660] tracking-[-0.02em]">
        Drill: {drill.title}
      </h1>
      <div className="num mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <Pill tone="drill">Drill</Pill>
        <DrillStatusPill drill={drill} />
        <span className="text-muted">
          week {drill.week} of the monthly plan, <LocalTime at={drill.scheduledFor} withZone />
        </span>
      </div>
      {drill.reason ? <p className="mt-2 text-muted">“{drill.reason}”</p> : null}
    </header>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="[break-inside:avoid]">
      <h2 className="mt-7 mb-2.5 text-base font-[640]">{title}</h2>
      {children}
    </section>
  );
}
