import { expect, it } from 'vitest';
import type { ApprovalSummary, IncidentSummary } from '@/lib/contracts/views';
import { listAttention } from './now-model';

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
