import { describe, expect, it } from 'vitest';
import type { AssessView } from '@/lib/contracts/views';
import { emptyDraft, parseDraft, parseFigure, placeHref, readPlace, toSignals } from './assess-model';

const health = {
  errorRatePercent: 93.8,
  p95Ms: 200,
  slowdownPercent: 0,
  baselineErrorRatePercent: 1,
  baselineP95Ms: 200,
  calls: 10,
  measuredAt: '2026-11-22T14:00:00Z',
  failingEndpoints: [],
};
const view: AssessView = {
  at: '2026-11-22T14:00:05Z',
  channels: [],
  contacts: [],
  selectedTargetKey: null,
  preselected: [],
  targets: [
    {
      id: '1',
      key: 'main',
      name: 'replyx-main',
      environment: 'production',
      health,
      signals: [
        {
          kind: 'error_rate',
          title: 'Calls fail',
          question: '',
          unit: 'percent',
          measured: { value: 93.8, isSuggested: true, sentence: '', at: health.measuredAt },
        },
        { kind: 'slowdown', title: 'Slow', question: '', unit: 'percent', measured: null },
      ],
    },
    { id: '2', key: 'sandbox', name: 'sandbox', environment: 'sandbox', health, signals: [] },
  ],
};
const place = (query: string) => readPlace(view, new URLSearchParams(query));

describe('the address', () => {
  it('starts with what the probes suggest', () =>
    expect(place('')).toMatchObject({ step: 1, picked: ['error_rate'], target: { key: 'main' } }));
  it('keeps an empty choice empty', () => expect(place('signals=').picked).toEqual([]));
  it('does not show what it means before something was seen', () => expect(place('signals=&step=2').step).toBe(1));
  it('ignores what it does not know', () =>
    expect(place('signals=error_rate,rm&step=9&target=other')).toMatchObject({
      step: 1,
      picked: ['error_rate'],
      target: { key: 'main' },
    }));
  it('reads what it wrote', () => {
    const href = placeHref('sandbox', ['slowdown', 'error_rate'], 3);
    expect(place(href.split('?')[1] ?? '')).toMatchObject({
      step: 3,
      picked: ['slowdown', 'error_rate'],
      target: { key: 'sandbox' },
    });
  });
});

it('sends the probe’s figure, and the typed one only where no probe knows', () => {
  const target = view.targets[0];
  if (!target) throw new Error('fixture');
  const draft = {
    ...emptyDraft('k'),
    values: { error_rate: '1', slowdown: '320,5 %' },
    notes: { slowdown: ' search hangs ' },
  };
  expect(toSignals(target, ['slowdown', 'error_rate'], draft)).toEqual([
    { kind: 'error_rate', value: 93.8, note: '' },
    { kind: 'slowdown', value: 320.5, note: 'search hangs' },
  ]);
});

it('reads figures and refuses words', () =>
  expect(['35', '35.5 %', '35,5', 'many', '', '-3'].map(parseFigure)).toEqual([35, 35.5, 35.5, null, null, null]));

it('drops a draft that it cannot read', () => {
  expect(parseDraft('{"title":1}')).toBeNull();
  expect(parseDraft('nonsense')).toBeNull();
  expect(parseDraft(JSON.stringify(emptyDraft('k')))).toEqual(emptyDraft('k'));
});
