import { describe, expect, it } from 'vitest';
import { concernsPages, keysMadeStaleBy, parseStreamMessage } from './news';
import { pollEveryMs, reconnectAfterMs } from './polling-policy';
import { measureSkew } from './server-clock';

describe('the stream', () => {
  it('reads what it knows and drops what it does not', () => {
    expect(parseStreamMessage('news', '{"id":"e1","incidentCode":"C","type":"step.succeeded"}', '41')).toEqual({
      event: 'news',
      sequence: '41',
      id: 'e1',
      incidentCode: 'C',
      type: 'step.succeeded',
    });
    expect(parseStreamMessage('news', 'not json', '41')).toBeNull();
    expect(parseStreamMessage('other', '{}', '')).toBeNull();
  });

  it('makes the room and the lists stale on news, and nothing on output, which comes along or is asked for by number', () => {
    expect(keysMadeStaleBy({ event: 'news', sequence: '1', id: 'e', incidentCode: 'C', type: 't' })).toContainEqual([
      'incident',
      'C',
    ]);
    const chunk = { seq: 8, stream: 'stdout', text: 'a\n', at: '2026-11-22T14:00:00.000Z', lines: 3, continues: null };
    const body = { stepId: 's', epoch: 2, lastSeq: 8 };
    const told = parseStreamMessage('output', JSON.stringify({ ...body, chunk }), '');
    expect(told).toEqual({ event: 'output', ...body, chunk });
    expect(parseStreamMessage('output', JSON.stringify(body), '')).toMatchObject({ chunk: null });
    expect(told && keysMadeStaleBy(told)).toEqual([]);
  });

  it('loads pages again for events and for what was newly seen of a target, not for every probe', () => {
    expect(concernsPages({ event: 'news', sequence: '1', id: 'e', incidentCode: null, type: 't' })).toBe(true);
    expect(concernsPages({ event: 'probe', targetKey: 't' })).toBe(false);
    const observed = parseStreamMessage('target', '{"targetKey":"t"}', '');
    expect(observed).toEqual({ event: 'target', targetKey: 't' });
    expect(observed && concernsPages(observed)).toBe(true);
    expect(observed && keysMadeStaleBy(observed), 'rooms show what can be chosen').toEqual([['incident']]);
  });
});

describe('polling', () => {
  it('carries the screen while the stream is down and rests while nobody looks', () => {
    expect(pollEveryMs('reconnecting', 'room', true)).toBe(2_000);
    expect(pollEveryMs('live', 'room', true)).toBe(15_000);
    expect(pollEveryMs('reconnecting', 'room', false)).toBe(false);
  });

  it('never waits longer than ten seconds to reconnect', () => {
    expect([0, 1, 2, 9].map(reconnectAfterMs)).toEqual([500, 1000, 2000, 10_000]);
  });
});

it('follows the server’s clock only where the browser’s is really off', () => {
  const now = Date.parse('2026-11-22T14:00:00Z');
  expect(measureSkew('Sun, 22 Nov 2026 14:00:02 GMT', now)).toBe(0);
  expect(measureSkew('Sun, 22 Nov 2026 14:03:00 GMT', now)).toBe(180_000);
  expect(measureSkew(null, now)).toBeNull();
});
