import { expect, it } from 'vitest';
import type { ReportSummary } from '@/lib/contracts/report-view';
import { countIncidents, filterReports, NO_FILTER } from './filter-model';

const report = (code: string, more: Partial<ReportSummary> = {}): ReportSummary => ({
  code,
  title: 'API failing after deploy',
  isDrill: false,
  severity: 'critical',
  state: 'closed',
  targetName: 'replyx-main',
  environment: 'production',
  declaredAt: '2026-11-22T14:00:00Z',
  declaredBy: 'Demo Engineer',
  respondBy: null,
  closedAt: null,
  waitingFor: '',
  next: { label: 'Read', href: '/' },
  durationMs: 1000,
  isReportComplete: false,
  ...more,
});
const all = [
  report('A'),
  report('B', { severity: 'high', targetName: 'sandbox', title: 'Vector search slow' }),
  report('C', { isReportComplete: true }),
];
const codes = (filter: object) => filterReports(all, { ...NO_FILTER, ...filter }).map((each) => each.code);

it('shows all without a filter', () => expect(codes({})).toEqual(['A', 'B', 'C']));
it('finds every word, in any order', () => expect(codes({ text: 'slow VECTOR' })).toEqual(['B']));
it('narrows by severity, target and state together', () => {
  expect(codes({ severity: 'critical', target: 'replyx-main', state: 'complete' })).toEqual(['C']);
  expect(codes({ severity: 'high', target: 'replyx-main' })).toEqual([]);
});
it('tells drills from incidents, in the list and in what it counts', () => {
  const rows = [...all, report('D', { isDrill: true })];
  const shown = (kind: '' | 'incidents' | 'drills') =>
    filterReports(rows, { ...NO_FILTER, kind }).map((each) => each.code);
  expect([shown(''), shown('incidents'), shown('drills')]).toEqual([['A', 'B', 'C', 'D'], ['A', 'B', 'C'], ['D']]);
  expect([rows, all, rows.slice(3), rows.slice(2), []].map(countIncidents)).toEqual([
    '3 incidents and 1 drill',
    '3 incidents',
    '1 drill',
    '1 incident and 1 drill',
    '0 incidents',
  ]);
});
