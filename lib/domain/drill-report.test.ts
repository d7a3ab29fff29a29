import { describe, expect, it } from 'vitest';
import { renderDrillMarkdown } from './drill-report';
import { drillView as view } from './testing/drill-view';

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
      at: '2026-11-03T10:00:00.000Z',
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
