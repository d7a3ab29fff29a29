import { clsx } from 'clsx';
import { TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { Card } from '@/components/ui/card';
import { Id } from '@/components/ui/id';
import { Pill } from '@/components/ui/pill';
import { StatePill } from '@/components/ui/state';
import { LocalTime, RelativeTime } from '@/components/ui/time';
import { formatDuration } from '@/components/ui/time-model';
import type { ProcedurePageView } from '@/lib/contracts/procedure-view';
import { ProcedureFacts } from './procedure-facts';
import { groupByBranch } from './procedure-page-model';
import { ProcedureStep } from './procedure-step';
import { StepTimes } from './step-times';

/** A procedure as a page to be read on a quiet day: every step as it would run, and how it went before. */
export function ProcedurePage({ page }: { page: ProcedurePageView }) {
  const { option } = page;
  return (
    <div className="page max-w-5xl!">
      <nav aria-label="Where you are" className="text-small text-muted">
        <Link href="/runbooks" className="link">
          Runbooks
        </Link>{' '}
        <span aria-hidden>/</span> {option.key}
      </nav>
      <h1 className="mt-2 text-step font-[640] tracking-[-0.015em]">
        <span className="num mr-2 font-normal text-faint">{option.key}</span>
        {option.title}
      </h1>
      <p className="mt-1 max-w-prose text-base">{option.summary}</p>
      <div className="mt-5 grid gap-7 lg:grid-cols-[minmax(0,1fr)_17rem]">
        <div className="min-w-0">
          <Card className="px-4.5 py-3.5">
            <ProcedureFacts option={option} />
          </Card>
          {option.notes.length > 0 ? <Notes notes={option.notes} /> : null}
          <Parameters option={option} />
          <h2 className="mt-7 text-lg font-[640] tracking-[-0.01em]">Steps</h2>
          {groupByBranch(page.steps, option.branches).map((group) => (
            <section
              key={group.steps[0]?.ordinal}
              aria-label={`${group.title ? `Branch: ${group.title}, from` : 'From'} step ${group.steps[0]?.ordinal}`}
              className={clsx('mt-3', group.title && 'border-l-2 border-accent/40 pl-4')}
            >
              {group.title ? <h3 className="text-base font-[620]">{group.title}</h3> : null}
              {group.about ? <p className="mb-3 text-muted">{group.about}</p> : null}
              <ol start={group.steps[0]?.ordinal} className="grid grid-cols-1 gap-3">
                {group.steps.map(({ ordinal, step }) => (
                  <ProcedureStep key={ordinal} ordinal={ordinal} step={step} isUnderBranch={group.title !== null} />
                ))}
              </ol>
            </section>
          ))}
          <StepTimes steps={page.stepTimes} isEmpty={page.runs.length === 0} />
        </div>
        <Aside page={page} />
      </div>
    </div>
  );
}

function Notes({ notes }: { notes: string[] }) {
  return (
    <section
      aria-label="Where the guide is wrong"
      className="mt-4 rounded-card border border-waiting/45 bg-waiting/7 px-4.5 py-3.5"
    >
      <h2 className="flex items-center gap-2 font-[640]">
        <TriangleAlert aria-hidden className="size-4 text-waiting" />
        Where the guide is wrong, and what the console does
      </h2>
      <ul className="mt-1.5 grid list-disc gap-1.5 pl-5.5">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </section>
  );
}

function Parameters({ option }: { option: ProcedurePageView['option'] }) {
  if (option.parameters.length === 0) return null;
  return (
    <section aria-labelledby="parameters-title" className="mt-6">
      <h2 id="parameters-title" className="text-lg font-[640] tracking-[-0.01em]">
        What you choose
      </h2>
      <dl className="card mt-2 divide-y divide-line">
        {option.parameters.map((parameter) => (
          <div key={parameter.key} className="px-4.5 py-3">
            <dt className="font-[620]">{parameter.title}</dt>
            <dd className="text-muted">{parameter.help}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Aside({ page }: { page: ProcedurePageView }) {
  return (
    <aside className="grid content-start gap-6 text-small">
      <section aria-labelledby="runs-title">
        <h2 id="runs-title" className="label">
          Runs and drills
        </h2>
        {page.runs.length === 0 ? (
          <p className="mt-1 text-muted">Never run here. Its first run is better a drill than a bad night.</p>
        ) : null}
        <ul className="mt-1.5 grid gap-2.5">
          {page.runs.map((run) => (
            <li key={run.id}>
              <div className="flex flex-wrap items-center justify-between gap-2">
                <span className="flex flex-wrap gap-1.5">
                  <StatePill kind="run" state={run.state} />
                  {run.isDrill ? <Pill tone="drill">Drill</Pill> : null}
                </span>
                {run.tookMs === null ? null : <span className="num">{formatDuration(run.tookMs)}</span>}
              </div>
              <Link href={`/incidents/${run.code}`} className="font-mono text-xs text-muted hover:underline">
                {run.code}
              </Link>
              {run.startedAt ? <RelativeTime at={run.startedAt} className="ml-2 text-faint" /> : null}
              <Link href={`/reports/${run.code}`} aria-label={`Report of ${run.code}`} className="link ml-2">
                Report
              </Link>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="versions-title">
        <h2 id="versions-title" className="label">
          Runbook versions
        </h2>
        <p className="mt-1">
          <Link href={`/runbooks/${page.option.key}/versions`} className="link">
            See what changed in this procedure
          </Link>
        </p>
        <ul className="mt-1.5 grid gap-2">
          {page.versions.map((version) => (
            <li key={version.hash}>
              <div className="flex items-center justify-between gap-2">
                <b>{version.label}</b>
                {version.hash === page.hash ? <span className="text-ok">this one</span> : null}
              </div>
              <div className="flex items-center justify-between gap-2 text-faint">
                <Id value={version.hash} label="runbook hash" />
                <LocalTime at={version.createdAt} />
              </div>
            </li>
          ))}
        </ul>
      </section>
    </aside>
  );
}
