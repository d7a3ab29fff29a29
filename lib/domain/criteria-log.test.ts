import { describe, expect, it } from 'vitest';
import { judgeLog, parseLog, rollbackSpan } from './criteria-log';
import type { DomainEvent } from './events';

const at = (time: string) => Date.parse(`2026-11-23T${time}Z`);
const span = { beganAt: at('12:00:00'), changedAt: at('12:05:00') };
const WORDS = ['ERROR', 'FATAL', 'Traceback'];
const judge = (text: string, isWhole = true) => judgeLog(text, WORDS, span, { isWhole });

describe('a log', () => {
  it.each([
    ['as pm2 writes it', '2026-11-23T12:05:01.250+00:00: ERROR 503 GET /x: no lease', at('12:05:01.250')],
    ['with a zone', '2026-11-23T14:05:01+02:00 ERROR x', at('12:05:01')],
    ['with a zone without a colon', '2026-11-23 14:05:01,5 +0200 ERROR x', at('12:05:01.500')],
    ['without a zone, which is UTC', '2026-11-23 12:05:01 ERROR x', at('12:05:01')],
    ['in brackets', '[2026-11-23T12:05:01Z] ERROR x', at('12:05:01')],
    ['with more digits than a millisecond has', '2026-11-23T12:05:01.123456Z ERROR x', at('12:05:01.123')],
  ])('is read %s', (_name, line, time) => {
    expect(parseLog(line)).toEqual([{ at: time, text: expect.stringMatching(/^ERROR/) }]);
  });

  it('keeps the lines of a stack trace with their entry, and drops half an entry at its beginning', () => {
    const text =
      '  at half (file.js:1)\n2026-11-23T12:05:01Z Traceback:\n  File "x.py"\n\n2026-11-23T12:05:02Z WARN y\n';
    expect(parseLog(text).map((entry) => entry.text)).toEqual(['Traceback:\n  File "x.py"', 'WARN y']);
  });
});

describe('the criterion of the log', () => {
  it('is met by an empty log, and by one without critical words', () => {
    expect(judge('')).toEqual({ isOk: true, saw: 'none since 12:05:00 UTC' });
    expect(judge('2026-11-23T12:06:00Z WARN 401 POST /login: wrong')).toMatchObject({
      isOk: true,
      saw: 'none since 12:05:00 UTC; 1 other entries',
    });
  });

  it('shows each critical entry since the rollback’s last change', () => {
    const verdict = judge('2026-11-23T12:04:59Z ERROR old\n2026-11-23T12:06:00Z ERROR 503 GET /x\n  at y');
    expect(verdict.isOk).toBe(false);
    expect(verdict.saw).toBe('one critical entry since 12:05:00 UTC:\n12:06:00 UTC ERROR 503 GET /x');
  });

  it('counts what came while it was being rolled back, and holds it against nobody', () => {
    expect(judge('2026-11-23T12:01:00Z ERROR a\n2026-11-23T12:04:00Z FATAL b')).toEqual({
      isOk: true,
      saw: 'none since 12:05:00 UTC; 2 critical entries before that, while it was being rolled back',
    });
  });

  it('shows the last five of many', () => {
    const many = Array.from({ length: 9 }, (_, i) => `2026-11-23T12:06:0${i}Z ERROR number ${i}`).join('\n');
    const { saw } = judge(many);
    expect(saw).toContain('9 critical entries');
    expect(saw).toContain('number 8');
    expect(saw).not.toContain('number 3');
  });

  it.each([
    ['a word inside another', '2026-11-23T12:06:00Z no TERRORS here', true],
    ['other letters', '2026-11-23T12:06:00Z error without capitals', true],
    ['a word between signs', '2026-11-23T12:06:00Z [ERROR] x', false],
    ['a word in a later line of the entry', '2026-11-23T12:06:00Z oops\nTraceback (most recent call last):', false],
  ])('looks for whole words as written: %s', (_name, text, isOk) => {
    expect(judge(text).isOk).toBe(isOk);
  });

  it('proves nothing by a part that does not reach back, nor by lines without a time', () => {
    expect(judge('2026-11-23T12:06:00Z fine', false)).toMatchObject({
      isOk: false,
      saw: expect.stringContaining('reaches back to 12:06:00 UTC only'),
    });
    expect(judge('2026-11-23T12:04:00Z fine\n2026-11-23T12:06:00Z fine', false).isOk).toBe(true);
    expect(judge('something without a time')).toMatchObject({ isOk: false });
  });
});

describe('the rollback’s span', () => {
  const event = (type: string, time: string, runId: string, data = {}) =>
    ({ type, at: `2026-11-23T${time}Z`, runId, data }) as unknown as DomainEvent;

  it('is nothing before a rollback', () => {
    expect(rollbackSpan([event('incident.declared', '11:00:00', '')])).toBeNull();
  });

  it('is from the newest run’s start to its last change; reads and other runs do not count', () => {
    const events = [
      event('run.started', '11:00:00', 'a'),
      event('step.succeeded', '11:01:00', 'a', { effect: 'change' }),
      event('run.started', '12:00:00', 'b'),
      event('step.succeeded', '12:01:00', 'b', { effect: 'change' }),
      event('step.succeeded', '12:02:00', 'b', { effect: 'irreversible' }),
      event('step.succeeded', '12:03:00', 'b', { effect: 'read' }),
      event('step.succeeded', '12:04:00', 'a', { effect: 'change' }),
    ];
    expect(rollbackSpan(events)).toEqual({ beganAt: at('12:00:00'), changedAt: at('12:02:00') });
    const settled = (verdict: string) => [...events, event('step.settled', '12:05:00', 'b', { verdict })];
    expect(rollbackSpan(settled('applied'))?.changedAt).toBe(at('12:05:00'));
    expect(rollbackSpan(settled('run_again'))?.changedAt).toBe(at('12:02:00'));
    expect(rollbackSpan(events.slice(0, 3))).toEqual({ beganAt: at('12:00:00'), changedAt: at('12:00:00') });
  });
});
