'use client';

import { FileText } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { useEffect, useRef, useState, useTransition } from 'react';
import { TargetName } from '@/components/shell/where-frame';
import { Button, ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Field, Input, Select } from '@/components/ui/field';
import { Pill } from '@/components/ui/pill';
import { SeverityBadge } from '@/components/ui/severity';
import { LocalTime } from '@/components/ui/time';
import { spell } from '@/components/ui/time-model';
import type { ReportFilter, ReportPage, ReportSummary } from '@/lib/contracts/report-view';
import type { FoundPart } from '@/lib/domain/search-text';
import { ProcedureFilter, SeverityFilter, TargetFilter } from './filter-fields';
import { addressOf, countReports, filterOf, NO_FILTER } from './filter-model';
import { Pages } from './pages';
import { RowTitle } from './row-title';

/**
 * The filter stands in the address: a reload or a shared link shows the same list. The server finds what fits; what is
 * typed stands in its field at once, and is asked for when the typing pauses.
 */
function useFilter() {
  const router = useRouter();
  const wanted = filterOf(new URLSearchParams(useSearchParams().toString()));
  const [typed, setTyped] = useState(wanted.text);
  const [isLooking, startLooking] = useTransition();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stopWaiting = () => {
    clearTimeout(timer.current);
    timer.current = undefined;
  };
  // Somebody who has gone on to another page is not to be brought back by what they typed.
  useEffect(() => () => clearTimeout(timer.current), []);
  // Back and Forward; but never over what is being typed.
  useEffect(() => {
    if (!isLooking && timer.current === undefined) setTyped(wanted.text);
  }, [wanted.text, isLooking]);
  const look = (filter: ReportFilter) => {
    stopWaiting();
    startLooking(() => router.replace(addressOf(filter), { scroll: false }));
  };
  const type = (text: string) => {
    setTyped(text);
    stopWaiting();
    timer.current = setTimeout(() => look({ ...wanted, text }), TYPING_MS);
  };
  const change = (part: Partial<ReportFilter>) => {
    if (part.text !== undefined) setTyped(part.text);
    look({ ...wanted, text: typed, ...part });
  };
  return { filter: { ...wanted, text: typed }, wanted, isLooking, type, change };
}
const TYPING_MS = 250;

export function ReportList({ page }: { page: ReportPage }) {
  const { filter, wanted, isLooking, type, change } = useFilter();
  const { reports, targets, procedures, count } = page;
  const isFiltered = addressOf(wanted) !== '/reports';
  if (reports.length === 0 && !isFiltered && page.isFirst) {
    return (
      <div className="card">
        <EmptyState
          icon={<FileText />}
          title="No report yet"
          action={<ButtonLink href="/drills">Go to the drills</ButtonLink>}
        >
          Every incident writes its own report from what happened, and a drill’s does, too. People add what a machine
          cannot know: the root cause, the impact, the lessons.
        </EmptyState>
      </div>
    );
  }
  return (
    <>
      <search className="mb-3 grid grid-cols-2 gap-2.5 items-end md:grid-cols-4">
        <Field label="Search" isLabelHidden className="col-span-2">
          <Input
            type="search"
            placeholder="Any word of a report, &quot;a phrase&quot;, -not this"
            value={filter.text}
            onChange={(event) => type(event.target.value)}
          />
        </Field>
        <SeverityFilter value={filter.severity} onChange={(severity) => change({ severity })} />
        <TargetFilter targets={targets} value={filter.target} onChange={(target) => change({ target })} />
        <ProcedureFilter
          procedures={procedures}
          value={filter.procedure}
          onChange={(procedure) => change({ procedure })}
        />
        <Field label="Declared from">
          <Input
            type="date"
            value={filter.from}
            max={filter.to || undefined}
            onChange={(event) => change({ from: event.target.value })}
          />
        </Field>
        <Field label="until">
          <Input
            type="date"
            value={filter.to}
            min={filter.from || undefined}
            onChange={(event) => change({ to: event.target.value })}
          />
        </Field>
        <Field label="Incidents or drills" isLabelHidden>
          <Select
            value={filter.kind}
            onChange={(event) => change({ kind: event.target.value as ReportFilter['kind'] })}
          >
            <option value="">With drills</option>
            <option value="incidents">Without drills</option>
            <option value="drills">Drills only</option>
          </Select>
        </Field>
        <Field label="State" isLabelHidden>
          <Select
            value={filter.state}
            onChange={(event) => change({ state: event.target.value as ReportFilter['state'] })}
          >
            <option value="">Any state</option>
            <option value="unfinished">To be finished</option>
            <option value="complete">Complete</option>
          </Select>
        </Field>
      </search>
      <p role="status" className="mb-2 text-small text-faint">
        {isLooking ? 'Looking …' : `${countReports(count)}${isFiltered ? ' fit' : ''}`}
      </p>
      {reports.length === 0 ? (
        <div className="card">
          <EmptyState
            title="No report fits"
            action={<Button onClick={() => change(NO_FILTER)}>Show all reports</Button>}
          >
            Fewer words or another severity may find it. What happened in the last seconds is found a moment later.
          </EmptyState>
        </div>
      ) : (
        <ul aria-label="Reports" className="card divide-y divide-line">
          {reports.map((report) => (
            <ReportRow key={report.code} report={report} />
          ))}
        </ul>
      )}
      <Pages here={addressOf(wanted)} page={page} />
    </>
  );
}

function ReportRow({ report }: { report: ReportSummary }) {
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-5 gap-y-1 px-4.5 py-3 md:grid-cols-[6rem_minmax(0,1fr)_6.5rem_8.5rem]">
      <SeverityBadge severity={report.severity} form="text" className="max-md:col-start-1 max-md:row-start-1" />
      <div className="min-w-0 max-md:col-span-2 max-md:row-start-2">
        <RowTitle href={`/reports/${report.code}`} title={report.title} isDrill={report.isDrill} />
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-small text-muted">
          <span className="font-mono text-xs">{report.code}</span>
          <TargetName name={report.targetName} environment={report.environment} />
          <LocalTime at={report.declaredAt} />
        </p>
        {report.found ? (
          <p className="mt-0.5 text-small text-muted [overflow-wrap:anywhere]">
            … <Found parts={report.found} /> …
          </p>
        ) : null}
      </div>
      <span className="num text-right text-small text-muted max-md:col-start-2 max-md:row-start-1">
        {report.state === 'open' ? 'still open' : report.durationMs === null ? '' : spell(report.durationMs)}
      </span>
      <span className="text-right max-md:col-span-2 max-md:text-left">
        {report.isReportComplete ? <Pill tone="ok">complete</Pill> : <Pill tone="waiting">to be finished</Pill>}
      </span>
    </li>
  );
}

/** A piece of what was found, with the words that were looked for. */
function Found({ parts }: { parts: FoundPart[] }) {
  const keyed = parts.map((part, at) => ({ ...part, key: `${at} ${part.text}` }));
  return keyed.map(({ key, text, isHit }) =>
    isHit ? (
      <mark key={key} className="rounded-xs bg-accent-soft px-0.5 text-text">
        {text}
      </mark>
    ) : (
      text
    ),
  );
}
