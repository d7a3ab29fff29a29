import { describe, expect, it } from 'vitest';
import type { AuditVerdict, ChainView } from '@/lib/contracts/audit-view';
import { addressOf, chainAddress, fieldWords, filterOf, kindWords, verdictWords } from './audit-model';

const chain = (isWhole: boolean) => ({ isWhole }) as ChainView;
const verdict = (chains: ChainView[], unchecked = 0) => ({ chains, unchecked, anchorCount: 7 }) as AuditVerdict;

describe('a filter', () => {
  it('stands in the address, and comes back as it was', () => {
    const filter = filterOf(new URLSearchParams('chain=DB-1&person=Kim&type=approval&from=2026-01-02&to=2026-01-03'));
    expect(filter).toEqual({ chain: 'DB-1', person: 'Kim', type: 'approval', from: '2026-01-02', to: '2026-01-03' });
    expect(filterOf(new URL(addressOf(filter), 'http://x').searchParams)).toEqual(filter);
    expect(addressOf(filterOf(new URLSearchParams()))).toBe('/audit');
  });

  it('asks for nothing by what is no day, or is too long', () => {
    expect(addressOf(filterOf(new URLSearchParams(`from=yesterday&to=2026-13-40&type=${'x'.repeat(99)}`)))).toBe(
      '/audit',
    );
  });

  it('leads to one chain’s events', () => {
    expect(chainAddress(null)).toBe('/audit?chain=console');
    expect(chainAddress('DB-1')).toBe('/audit?chain=DB-1');
  });
});

it('names a kind of event, and what it carries, in words', () => {
  expect(kindWords('step.host_ended')).toBe('step: host ended');
  expect(fieldWords('keyFingerprint')).toBe('key fingerprint');
});

it.each([
  [verdict([chain(true), chain(true)]), 'All 2 chains hold from the first event to the last. 7 heads'],
  [
    verdict([chain(true), chain(true)], 3),
    '2 chains hold from the first event to the last. 7 heads are kept outside the store. 3 more',
  ],
  [verdict([chain(true)]), 'The one chain holds'],
  [verdict([chain(false), chain(true)]), '1 of 2 chains does not hold.'],
  [verdict([chain(false), chain(false)], 1), '2 of 2 chains do not hold. 1 more were'],
])('says how the chains are: %#', (of, words) => {
  expect(verdictWords(of)).toContain(words);
});
