'use client';

import { FileText } from 'lucide-react';
import { TargetName } from '@/components/shell/where-frame';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Field, Input, Select } from '@/components/ui/field';
import { Pill } from '@/components/ui/pill';
import { SEVERITY_WORDS, SeverityBadge } from '@/components/ui/severity';
import { LocalTime } from '@/components/ui/time';
import { spell } from '@/components/ui/time-model';
import { useAddress } from '@/components/ui/use-address';
import type { ReportSummary } from '@/lib/contracts/report-view';
import type { Severity } from '@/lib/contracts/runbook';
import { countWords, filterReports, NO_FILTER, type ReportFilter, SEVERITY_ORDER } from './filter-model';
import { RowTitle } from './row-title';

/** The filter stands in the address: a reload or a shared link shows the same list. */
function useFilter() {
  const address = useAddress();
  const query = new URLSearchParams(address.query);
  const severity = query.get('severity') ?? '';
  const state = query.get('state') ?? '';
  const kind = query.get('kind') ?? '';
  const filter: ReportFilter = {
    text: query.get('text') ?? '',
    target: query.get('target') ?? '',
    severity: SEVERITY_ORDER.includes(severity as Severity) ? (severity as Severity) : '',
    state: state === 'unfinished' || state === 'complete' ? state : '',
    kind: kind === 'incidents' || kind === 'drills' ? kind : '',
  };
  const change = (part: Partial<ReportFilter>) => {
    const kept = Object.entries({ ...filter, ...part }).filter(([, value]) => value !== '');
    address.move(kept.length > 0 ? `/reports?${new URLSearchParams(kept)}` : '/reports', 'replace');
  };
  return { filter, change };
}

export function ReportList({ reports }: { reports: ReportSummary[] }) {
  const { filter, change } = useFilter();
  if (reports.length === 0) {
    return (
      <div className="card">
        <EmptyState icon={<FileText />} title="No report yet">
          Every incident writes its own report from what happened. People add what a machine cannot know: the root
          cause, the impact, the lessons.
        </EmptyState>
      </div>
    );
  }
  const shown = filterReports(reports, filter);
  const targets = [...new Set(reports.map((report) => report.targetName))].sort();
  return (
    <>
      <search className="mb-3 grid grid-cols-2 gap-2.5 md:grid-cols-[minmax(0,1fr)_auto_auto_auto_auto]">
        <Field label="Search" isLabelHidden className="max-md:col-span-2">
          <Input
            type="search"
            placeholder="Title, code, person…"
            value={filter.text}
            onChange={(event) => change({ text: event.target.value })}
          />
        </Field>
        <Field label="Severity" isLabelHidden>
          <Select
            value={filter.severity}
            onChange={(event) => change({ severity: event.target.value as Severity | '' })}
          >
            <option value="">Every severity</option>
            {SEVERITY_ORDER.map((severity) => (
              <option key={severity} value={severity}>
                {SEVERITY_WORDS[severity]}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Target" isLabelHidden>
          <Select value={filter.target} onChange={(event) => change({ target: event.target.value })}>
            <option value="">Every target</option>
            {targets.map((target) => (
              <option key={target} value={target}>
                {target}
              </option>
            ))}
          </Select>
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
        {shown.length === reports.length
          ? countWords(reports.length, 'report', 'reports')
          : `${shown.length} of ${countWords(reports.length, 'report', 'reports')}`}
      </p>
      {shown.length === 0 ? (
        <div className="card">
          <EmptyState
            title="No report fits"
            action={<Button onClick={() => change(NO_FILTER)}>Show all reports</Button>}
          >
            Fewer words or another severity may find it.
          </EmptyState>
        </div>
      ) : (
        <ul aria-label="Reports" className="card divide-y divide-line">
          {shown.map((report) => (
            <ReportRow key={report.code} report={report} />
          ))}
        </ul>
      )}
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
