import { describe, expect, it } from 'vitest';
import { CHECKLIST_KEYS } from '@/lib/contracts/drill-plan';
import type { DrillView } from '@/lib/contracts/drill-view';
import { renderDrillMarkdown } from './drill-report';

const AT = '2026-11-03T10:00:00.000Z';
const view = (over: Partial<DrillView> = {}, drill: Partial<DrillView['drill']> = {}): DrillView => ({
  at: AT,
  timeZone: 'UTC',
  drill: {
    id: 'd1',
    week: 1,
    title: '1.1 Code deployment',
    procedureKey: '1.1',
    targetName: 'ReplyX sandbox',
    environment: 'sandbox',
    scheduledFor: AT,
    day: 3,
    status: 'done',
    result: { tookMs: 228_000, targetMs: 300_000, isInTime: true },
    finishedAt: '2026-11-03T10:40:00.000Z',
    reason: '',
    trouble: null,
    faultTitle: 'Bad deploy',
    startedAt: AT,
    startedBy: 'Kim',
    endedBy: 'Kim',
    targetMs: 300_000,
    estimate: '2–5 min',
    lessons: '',
    ...drill,
  },
  targetKey: 'sandbox',
  fault: 'bad-deploy',
  incident: { code: 'DB-ROLLBACK-20261103-100030', state: 'closed', severity: 'critical', restoredAfterMs: 400_000 },
  preparing: null,
  faultTrouble: null,
  resetTrouble: null,
  checklist: CHECKLIST_KEYS.map((key) => ({
    key,
    title: key,
    isDone: key !== 'lessons-captured',
    by: 'machine',
    sentence: 'so',
    at: null,
    person: null,
  })),
  steps: [{ title: 'Check out | the commit', state: 'succeeded', estimateMs: 5000, tookMs: 4100 }],
  total: { tookMs: 228_000, waitedMs: 100_000 },
  next: { id: 'd2', title: '1.2 Index removal', scheduledFor: '2026-12-01T10:00:00.000Z' },
  before: { id: 'd0', tookMs: 300_000 },
  timeline: [],
  actions: [],
  canTick: false,
  form: { week: 1, day: '2026-11-03', time: '10:00', procedureKey: '1.1', targetKey: 'sandbox' },
  choices: { procedures: [], targets: [] },
  ...over,
});

describe('the report of a drill', () => {
  const text = renderDrillMarkdown(view());
  it.each([
    ['says that it was a drill', '**DRILL**'],
    ['gives the time against the target', '3:48, within the target of 5 min 0 s'],
    ['and against the time before', '**The time before**: 5:00'],
    ['gives each step against its estimate', '| 5.0 s | 4.1 s | succeeded |'],
    ['ticks what is done', '- [x] **team-notified**'],
    ['leaves open what is not', '- [ ] **lessons-captured**'],
    ['names the incident whose report has the rest', 'DB-ROLLBACK-20261103-100030'],
    ['names the next one', '1.2 Index removal, Tue 1 Dec 2026, 10:00 UTC'],
  ])('%s', (_, words) => {
    expect(text).toContain(words);
  });

  it('lets no title or note become a cell, a heading or markup', () => {
    const line = {
      key: 'lessons-captured' as const,
      title: 'Lessons',
      isDone: true,
      by: 'person' as const,
      at: AT,
      person: 'Kim',
    };
    const written = renderDrillMarkdown(view({ checklist: [{ ...line, sentence: '<b>x</b>\n# Not a heading' }] }));
    expect(text).toContain('Check out &#124; the commit');
    expect(written).not.toContain('\n# Not');
    expect(written).toContain('&lt;b');
  });

  it('says what is missing in one that was aborted', () => {
    const aborted = renderDrillMarkdown(
      view(
        { steps: [], total: null, next: null, incident: null, before: null },
        { status: 'cancelled', result: null, reason: 'a real one came in' },
      ),
    );
    for (const words of [
      '(cancelled)',
      'No run of the procedure succeeded.',
      'Nothing was run.',
      'None is scheduled.',
      'a real one came in',
    ])
      expect(aborted).toContain(words);
  });
});
