import { describe, expect, it } from 'vitest';
import type { ReportView } from '@/lib/contracts/report-view';
import { figuresOf } from './report-document';

const UNKNOWN = { approvedAfterMs: null, restoredAfterMs: null, respondMinutes: null, isInTime: null, dataLoss: '' };
const report = (over: Partial<ReportView>) => ({ ...UNKNOWN, ...over }) as ReportView;

describe('the figures of a report', () => {
  it('shows a dash for what is not known yet', () =>
    expect(figuresOf(report({})).map((figure) => figure.words)).toEqual(['–', '–', '–', '–']));
  it('says against what it was in time', () => {
    expect(figuresOf(report({ respondMinutes: 5, isInTime: false }))[2]).toMatchObject({
      label: 'against 5 min',
      words: 'too late',
      tone: 'fail',
    });
  });
});
