import { expect, it } from 'vitest';
import type { DomainEvent } from './events';
import { buildExceptions } from './report-exceptions';

let seq = 0;
const event = (type: DomainEvent['type'], actorName: string, data: object, runId = 'run'): DomainEvent => {
  seq += 1;
  const at = new Date(Date.UTC(2025, 7, 25, 10, seq)).toISOString();
  return { id: String(seq), seq, at, actorName, runId, stepId: null, type, data } as DomainEvent;
};
const used = (by: string, runId?: string) =>
  event(
    'break_glass.used',
    by,
    { planHash: 'abcdef0123', reason: 'nobody answers', target: 'T', expiresAt: '', told: ['Eve'] },
    runId,
  );
const started = (runId?: string) => event('run.started', 'Sam', { mode: 'step', planHash: 'abcdef0123' }, runId);
const reviewed = (by: string, runId?: string) =>
  event('break_glass.reviewed', 'Eve', { by, verdict: 'justified', note: 'it could not wait' }, runId);

it('an ordinary incident has none', () => {
  expect(buildExceptions([event('run.started', 'Sam', {})])).toEqual([]);
});

it('a break-glass says who, why, whom it told, whether it was started, and what was said of it', () => {
  const [one] = buildExceptions([used('Sam'), started(), reviewed('Sam')]);
  expect(one).toMatchObject({ kind: 'break_glass', by: 'Sam', reason: 'nobody answers', told: 'Eve' });
  expect(one?.title).toMatch(/^Started on T without an approval/);
  expect(one?.review).toMatchObject({ verdict: 'justified', by: 'Eve' });
});

it('two of them are kept apart, with the one that nobody reviewed', () => {
  const both = buildExceptions([used('Sam', 'a'), reviewed('Sam', 'a'), used('Kim', 'b'), started('b')]);
  expect(both.map(({ by, review }) => [by, review !== null])).toEqual([
    ['Sam', true],
    ['Kim', false],
  ]);
  expect(both[0]?.title).toMatch(/^Could have been started/);
});

it('each block that was overridden stands by itself', () => {
  const overrides = ['a', 'b'].map((key) => ({ key, sentence: `${key} is so.`, reason: 'fine' }));
  const list = buildExceptions([event('approval.overridden', 'Eve', { planHash: 'x', overrides })]);
  expect(list.map(({ kind, title }) => [kind, title.includes('in spite of')])).toEqual([
    ['override', true],
    ['override', true],
  ]);
});
