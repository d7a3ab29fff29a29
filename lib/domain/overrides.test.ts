import { describe, expect, it } from 'vitest';
import type { Finding } from '@/lib/contracts/plan';
import { assertOverridden, blocksOf, isOverridable, leftBlocks, mayAskInSpite, overrideWords } from './overrides';

const finding = (key: string, verdict: Finding['verdict'] = 'block'): Finding => ({
  key,
  verdict,
  sentence: `${key} is so.`,
});
const yes = (key: string) => ({ key, reason: 'it is known and bounded' });

describe('a block', () => {
  it.each([
    'target-fingerprint',
    'backup',
    'tools',
    'plan',
    'preflight',
    'git-clean',
    'privileges',
    'host-keys',
    '__proto__',
    'toString',
    '',
  ])('of %s is final: nobody overrides it', (key) => {
    expect(isOverridable(key)).toBe(false);
    expect(overrideWords(key)).toBeNull();
    expect(() => assertOverridden(blocksOf([finding(key)]), [yes(key)])).toThrow('blocks this plan');
  });

  it('that is a matter of judgement says what overriding it means', () => {
    expect(overrideWords('table-locks')).toContain('gives up');
  });
});

describe('approval in spite of the preflight', () => {
  it.each([
    ['where nothing blocks there is nothing to ask in spite of', [finding('disk', 'warn')], false],
    ['one that may be overridden', [finding('table-locks')], true],
    ['one that may and one that may not', [finding('table-locks'), finding('backup')], false],
  ])('%s', (_, findings, may) => expect(mayAskInSpite(findings)).toBe(may));

  it('takes every block by its name', () => {
    const blocks = blocksOf([finding('table-locks'), finding('old-snapshots'), finding('disk', 'warn')]);
    expect(() => assertOverridden(blocks, [yes('table-locks')])).toThrow('old-snapshots');
    expect(() => assertOverridden(blocks, [yes('table-locks'), yes('old-snapshots')])).not.toThrow();
    expect(leftBlocks(blocks, [yes('old-snapshots')]).map(({ key }) => key)).toEqual(['table-locks']);
  });

  it('overrides nothing that is not there: what was found later stays a block', () => {
    expect(() => assertOverridden([], [yes('table-locks')])).toThrow('does not block');
    const later = blocksOf([finding('table-locks'), finding('old-snapshots')]);
    expect(leftBlocks(later, [yes('table-locks')])).toHaveLength(1);
  });
});
