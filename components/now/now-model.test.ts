import { expect, it } from 'vitest';
import type { ApprovalSummary } from '@/lib/contracts/approval-view';
import type { IncidentSummary, NowView } from '@/lib/contracts/views';
import { listAttention, listUnwell } from './now-model';

const incident = (code: string, severity: IncidentSummary['severity'], respondBy: string | null = null) =>
  ({ code, severity, respondBy, state: 'open' }) as IncidentSummary;
const approval = (id: string, incidentCode: string, canDecide = true) =>
  ({ id, incidentCode, canDecide, state: 'requested', severity: 'high' }) as ApprovalSummary;

it('puts what waits for me first, then severity, then the nearer deadline', () => {
  const rows = listAttention({
    incidents: [
      incident('L', 'low'),
      incident('H2', 'high', '2026-11-22T14:30:00Z'),
      incident('H1', 'high', '2026-11-22T14:10:00Z'),
      incident('M', 'medium'),
    ],
    approvals: [approval('a', 'M'), approval('b', 'H2', false)],
  });
  expect(rows.map((row) => row.key)).toEqual(['M', 'H1', 'H2', 'L']);
  expect(rows[0]?.approval?.id).toBe('a');
});

it('shows an approval of an incident that is not in the list', () => {
  expect(listAttention({ incidents: [], approvals: [approval('a', 'X')] }).map((row) => row.key)).toEqual(['a']);
});

it('names the targets whose users are not well, incident or none', () => {
  const target = (key: string, errorRatePercent: number | null, slowdownPercent: number | null) =>
    ({ key, health: { errorRatePercent, slowdownPercent, baselineErrorRatePercent: 0 } }) as NowView['targets'][number];
  const targets = [
    target('failing', 94.3, 0),
    target('slow', 0, 500),
    target('well', 1, 40),
    target('unseen', null, null),
  ];
  expect(listUnwell({ targets }).map((t) => t.key)).toEqual(['failing', 'slow']);
});
