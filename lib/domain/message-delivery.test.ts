import { describe, expect, it } from 'vitest';
import { judgeHttp, judgeSmtp, MAX_ATTEMPTS, retryDelayMs, settleDelivery } from './message-delivery';

describe('a try', () => {
  it.each([
    [200, 'sent'],
    [204, 'sent'],
    [302, 'never'],
    [400, 'never'],
    [404, 'never'],
    [408, 'again'],
    [429, 'again'],
    [500, 'again'],
    [503, 'again'],
  ] as const)('answered by HTTP %i is %s', (status, outcome) => expect(judgeHttp(status)).toBe(outcome));

  it.each([
    [undefined, 'again'],
    [421, 'again'],
    [451, 'again'],
    [535, 'never'],
    [550, 'never'],
  ] as const)('answered by SMTP %s is %s', (code, outcome) => expect(judgeSmtp(code)).toBe(outcome));

  it('is the last one after so many, with what was said', () => {
    expect(settleDelivery({ outcome: 'again', answer: '500 no' }, MAX_ATTEMPTS - 1).state).toBe('queued');
    expect(settleDelivery({ outcome: 'again', answer: '500 no' }, MAX_ATTEMPTS)).toEqual({
      state: 'failed',
      answer: `500 no (tried ${MAX_ATTEMPTS} times)`,
    });
    expect(settleDelivery({ outcome: 'never', answer: '550 no' }, 1)).toEqual({ state: 'failed', answer: '550 no' });
  });
});

it('waits longer after each try, never quite as long as another message', () => {
  expect([1, 2, 3, 7, 20].map((attempts) => retryDelayMs(attempts, 0.5))).toEqual([2000, 4000, 8000, 120_000, 120_000]);
  expect([retryDelayMs(1, 0), retryDelayMs(1, 1)]).toEqual([1000, 3000]);
});
