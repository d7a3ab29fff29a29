import { describe, expect, it } from 'vitest';
import type { ReportField, ReportView } from '@/lib/contracts/report-view';
import { clashOf, figuresOf, missingFields } from './report-model';

const report = (over: Partial<ReportView>) =>
  ({
    approvedAfterMs: null,
    restoredAfterMs: null,
    respondMinutes: null,
    isInTime: null,
    dataLoss: '',
    sections: [],
    ...over,
  }) as ReportView;
const field = (value: string): ReportField => ({
  key: 'root',
  title: 'Root cause',
  value,
  isWritten: true,
  placeholder: '',
  kind: 'text',
});

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

describe('two people writing one field', () => {
  const draft = { key: 'root', text: 'mine', base: '' };
  it('keeps both texts', () => expect(clashOf(draft, field('theirs'))).toEqual({ theirs: 'theirs', mine: 'mine' }));
  it('sees no clash where nobody else wrote, or wrote the same', () => {
    expect(clashOf(draft, field(''))).toBeNull();
    expect(clashOf(draft, field('mine'))).toBeNull();
    expect(clashOf(null, field('theirs'))).toBeNull();
  });
});

it('lists what people still have to write', () => {
  const sections = [
    { key: 'lessons', title: 'Lessons', fields: [field(''), field('known'), { ...field(''), isWritten: false }] },
  ];
  expect(missingFields(report({ sections }))).toHaveLength(1);
});
