import { describe, expect, it } from 'vitest';
import type { ReportField, ReportView } from '@/lib/contracts/report-view';
import { beginDraft, clashOf, missingFields, parseDraft, saveDelayMs, savedDraft } from './report-model';

const report = (over: Partial<ReportView>) => over as ReportView;
const field = (value: string): ReportField => ({
  key: 'root',
  title: 'Root cause',
  value,
  isWritten: true,
  placeholder: '',
  kind: 'text',
});

describe('two people writing one field', () => {
  const draft = { ...beginDraft('old'), text: 'mine' };

  it('see a clash where one of them wrote something else', () =>
    expect(clashOf(draft, 'theirs', false)).toEqual({ theirs: 'theirs' }));

  it('see none where nobody else wrote, or wrote the same', () => {
    expect(clashOf(draft, 'old', false)).toBeNull();
    expect(clashOf(draft, 'mine', false)).toBeNull();
  });

  it('take their own earlier words, which the page still shows, for nobody else’s', () => {
    const saved = { ...savedDraft(draft, 'mine'), text: 'mine and more' };
    expect(clashOf(saved, 'old', false)).toBeNull();
    expect(clashOf(saved, 'theirs', false)).toEqual({ theirs: 'theirs' });
    // Somebody has put back what stood there before: the server says so.
    expect(clashOf(saved, 'old', true)).toEqual({ theirs: 'old' });
  });
});

it('a field is saved after a quiet time, and twice a minute at most while somebody writes', () => {
  expect(saveDelayMs(null, 100_000)).toBe(4_000);
  expect(saveDelayMs(99_000, 100_000)).toBe(29_000);
  expect(saveDelayMs(0, 100_000)).toBe(4_000);
});

it('words kept in the browser come back, and anything else that is kept there does not', () => {
  const draft = { ...beginDraft('old'), text: 'mine' };
  expect(parseDraft(JSON.stringify(draft))).toEqual(draft);
  for (const kept of [null, 'null', '{', '[]', '{"text":1}']) expect(parseDraft(kept)).toBeNull();
});

it('lists what people still have to write', () => {
  const sections = [
    { key: 'lessons', title: 'Lessons', fields: [field(''), field('known'), { ...field(''), isWritten: false }] },
  ];
  expect(missingFields(report({ sections }))).toHaveLength(1);
});
