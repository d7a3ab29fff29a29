import { describe, expect, it } from 'vitest';
import type { MessageClockView, MessageDraftView, MessageView } from '@/lib/contracts/message-view';
import { channelStanding } from './channel-model';
import { byChannel, clockStanding, groupMessages, messageStanding } from './message-model';

const message = (id: string, batchId: string | null, over: Partial<MessageView> = {}) =>
  ({
    id,
    batchId,
    audience: 'internal',
    kind: 'update',
    state: 'sent',
    attempts: 1,
    actions: [],
    ...over,
  }) as MessageView;

describe('messages', () => {
  it('stand with those that were written together, and older ones alone', () => {
    const told = { state: 'tell_yourself' as const, actions: [{ key: 'message-told' }] as MessageView['actions'] };
    const batches = groupMessages([
      message('a', 'one'),
      message('b', 'one', told),
      message('c', null),
      // Somebody without the permission is offered nothing to confirm.
      message('d', 'one', { state: 'tell_yourself' }),
    ]);
    expect(batches.map((batch) => [batch.messages.length, batch.tellable])).toEqual([
      [3, ['b']],
      [1, []],
    ]);
  });

  it('never look sent while they are not', () => {
    const words = (state: MessageView['state'], attempts = 1) => messageStanding({ state, attempts }).words;
    expect([words('queued', 0), words('queued', 2), words('sending', 3)]).toEqual([
      'being sent',
      'trying again',
      'being sent',
    ]);
    expect([words('tell_yourself'), words('draft'), words('failed')]).toEqual([
      'tell them yourself',
      'waits for a second person',
      'not sent',
    ]);
  });
});

it('a channel that is not connected is for people, and a number is to be called', () => {
  const words = (kind: 'slack' | 'hotline', isConnected: boolean, address = 'x') =>
    channelStanding({ kind, isConnected, address }).words;
  expect([words('slack', true), words('slack', false), words('hotline', false), words('hotline', false, '')]).toEqual([
    'connected',
    'tell them yourself',
    'a number to call',
    'no number set',
  ]);
});

it('a clock is due soon before it is missed, and missed until somebody hears', () => {
  const clock = { nextDueAt: '2026-01-01T12:30:00Z', warnMs: 300_000, missedCount: 0 } as MessageClockView;
  const at = (time: string) => Date.parse(`2026-01-01T${time}Z`);
  expect(clockStanding(clock, at('12:24:59'))).toBe('calm');
  expect(clockStanding(clock, at('12:25:00'))).toBe('soon');
  expect(clockStanding({ ...clock, missedCount: 1 }, at('12:00:00'))).toBe('missed');
});

it('shows who gets a message, a channel at a time', () => {
  const row = (channelKey: string, recipient: string) => ({ channelKey, channelTitle: channelKey, recipient });
  const recipients = [row('slack', '#room'), row('email', 'a'), row('email', 'b')] as MessageDraftView['recipients'];
  expect(byChannel({ recipients }).map(({ channelKey, rows }) => [channelKey, rows.length])).toEqual([
    ['slack', 1],
    ['email', 2],
  ]);
});
