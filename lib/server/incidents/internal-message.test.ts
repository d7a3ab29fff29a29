import { describe, expect, it } from 'vitest';
import type { Assessed } from './assess-incident';
import { internalMessage } from './internal-message';

const field = (key: string) => ({ field: key, title: key });
const assessed = (key: string) =>
  ({
    target: { name: 'ReplyX', environment: 'production' },
    signals: [{ kind: 'slowdown', words: 'calls take 4 times as long' }],
    assessment: { severity: 'high' },
    fits: [{ procedure: { key, title: 'As it is called', estimateMinutes: { from: 2, to: 5 } } }],
    runbook: {
      content: {
        channels: [{ kind: 'slack', address: '#room' }],
        messages: {
          internal: {
            heading: 'Database rollback in progress',
            everyMinutes: 30,
            fields: ['phase', 'eta', 'next_update', 'contact'].map(field),
          },
        },
      },
    },
  }) as unknown as Assessed;
const linesOf = (key: string) =>
  internalMessage(assessed(key), 'Kim', new Date('2026-01-01T23:45:10Z')).body.split('\n');

describe('the first notice', () => {
  it('says by the clock when the next update comes, so that it is true whenever it is read', () => {
    expect(linesOf('1.1')).toContain('next_update: 00:15 UTC');
  });

  it.each([
    ['1.1', 'phase: 1 (As it is called)'],
    ['5.1', 'phase: full system (As it is called)'],
  ])('with %s in view names no phase that there is not', (key, line) => expect(linesOf(key)).toContain(line));
});
