import { expect, it } from 'vitest';
import type { RoomView } from '@/lib/contracts/views';
import { handOverNote } from './hand-over-note';

const at = '2026-11-23T03:10:00.000Z';
const step = (title: string, state: string, summary = '') => ({ title, state, outcome: summary ? { summary } : null });
const room = (over: object = {}) =>
  ({
    at,
    incident: {
      severity: 'high',
      decidingSentence: 'Queries slow down by 400 %.',
      respondBy: '2026-11-23T03:15:00.000Z',
      respondWords: 'within 15 min',
      restoredAt: null,
    },
    target: { name: 'ReplyX production', health: { errorRatePercent: 93.84, p95Ms: 1899.6 } },
    run: {
      procedureKey: '1.2',
      title: 'Indexes',
      state: 'waiting',
      finishedAt: null,
      steps: [step('Look', 'succeeded'), step('Drop index', 'unknown', 'the line went dead'), step('Check', 'pending')],
      approval: null,
      sideSteps: [{ title: 'End process 4711', state: 'requested' }],
    },
    waiting: { sentence: 'Waiting for your decision: “Drop index” was lost sight of', since: at },
    messageClocks: [
      { audience: 'internal', nextDueAt: '2026-11-23T03:05:00.000Z', stoppedAt: null },
      { audience: 'customer', nextDueAt: '2026-11-23T03:30:00.000Z', stoppedAt: at },
    ],
    closeBlockedBy: ['The criteria are open.'],
    brokenGlass: [{ review: null }],
    ...over,
  }) as unknown as RoomView;

it('a hand-over begins with what was done, what is open and what to watch, as the room knows it', () => {
  expect(handOverNote(room())).toBe(
    [
      'Done:',
      '- 1.2 Indexes: waiting',
      '- “Look” is done',
      '',
      'Open:',
      '- waiting for a decision: “Drop index” was lost sight of',
      '- “Drop index” was lost sight of: the line went dead',
      '- “End process 4711” waits for its approval',
      '- the start without an approval has no review yet',
      '',
      'Watch:',
      '- the deadline (within 15 min) is due at 03:15 UTC',
      '- the next update to the team was due at 03:05 UTC',
      '- ReplyX production: 93.8 % of calls fail, p95 1900 ms',
    ].join('\n'),
  );
});

it('one before anything was planned says how bad it is, and invents nothing', () => {
  const quiet = { run: null, waiting: null, messageClocks: [], brokenGlass: [] };
  const note = handOverNote(room({ ...quiet, target: { name: 'T', health: { errorRatePercent: null, p95Ms: null } } }));
  expect(note).toContain('- declared high: Queries slow down by 400 %.');
  expect(note).toContain('Open:\n- nothing');
});

it('an open approval names who decides, and what keeps an ended run’s incident open is in it', () => {
  const { run } = room();
  const approval = { state: 'requested', approverWords: 'a team lead', requestedBy: 'Kim' };
  expect(handOverNote(room({ run: { ...run, approval } }))).toContain('- an approval by a team lead, asked for by Kim');
  expect(handOverNote(room({ run: { ...run, finishedAt: at } }))).toContain('- the criteria are open.');
});
