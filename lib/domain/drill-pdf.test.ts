import { describe, expect, it } from 'vitest';
import type { DrillView } from '@/lib/contracts/drill-view';
import { drillPdf } from './drill-pdf';
import { drillView } from './testing/drill-view';

/** Every text of the document, in the order of its pages. */
function wordsOf(part: unknown): string {
  if (typeof part === 'string') return part;
  if (Array.isArray(part)) return part.map(wordsOf).join(' ');
  if (typeof part !== 'object' || part === null) return '';
  const { text, stack, columns, table, ul } = part as Record<string, unknown>;
  return [text, stack, columns, (table as { body?: unknown } | undefined)?.body, ul]
    .map(wordsOf)
    .filter(Boolean)
    .join(' ');
}
const wordsFor = (view: DrillView) => wordsOf(drillPdf(view).definition.content).replaceAll(/\s+/g, ' ');

describe('the report of a drill on paper', () => {
  it('says first that it is an exercise, then what was drilled, how it went and what is next', () => {
    const words = wordsFor(drillView());
    const said = [
      'Drill: 1.1 Code deployment',
      'DRILL · done · week 1',
      'No user was affected',
      'ReplyX sandbox, sandbox',
      'within the target of 5 min',
      'Between the steps',
      'after the declaration',
      'Check out | the commit',
      '1.2 Index removal',
    ];
    const at = said.map((part) => words.indexOf(part));
    expect(said.filter((_, index) => (at[index] as number) < 0)).toEqual([]);
    expect([...at].sort((a, b) => a - b)).toEqual(at);
  });

  it('says so where it took longer than it may, or no run succeeded', () => {
    const late = { tookMs: 400_000, targetMs: 300_000, isInTime: false };
    expect(wordsFor(drillView({}, { result: late }))).toContain('over the target of 5 min');
    expect(wordsFor(drillView({}, { result: null }))).toContain('No run of the procedure succeeded.');
  });

  it('leaves no gap where there is nothing to say', () => {
    const bare = drillView(
      { incident: null, steps: [], total: null, next: null, before: null },
      { startedAt: null, startedBy: null, finishedAt: null, endedBy: null, faultTitle: null },
    );
    const words = wordsFor(bare);
    for (const said of [
      'not started',
      'not yet',
      'none was switched on',
      'no incident was declared',
      'Nothing was run.',
    ])
      expect(words).toContain(said);
    expect(words).toContain('None is scheduled.');
    expect(words).not.toMatch(/undefined|null|NaN/);
  });

  it('marks what is open in the checklist, and who said what', () => {
    const [first, ...rest] = drillView().checklist;
    const view = drillView({ checklist: [{ ...first, person: 'Kim', sentence: 'We saw it' } as never, ...rest] });
    const words = wordsFor(view);
    expect(words).toContain('Kim: “We saw it”');
    expect(words.match(/\bOpen\b/g)).toHaveLength(1);
  });
});
