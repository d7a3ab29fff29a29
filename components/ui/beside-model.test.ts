import { describe, expect, it } from 'vitest';
import { foldedOnPhone } from './beside-model';

describe('what stands behind “More” on a phone', () => {
  it.each([
    ['nothing, where there is nothing', [], true, []],
    ['no single one: a menu of one line only hides it', ['a'], true, []],
    ['all of several, beside a primary action', ['a', 'b', 'c'], true, ['a', 'b', 'c']],
    ['none of two, where there is no primary action', ['a', 'b'], false, []],
    ['all but the first, where there is no primary action', ['a', 'b', 'c'], false, ['b', 'c']],
  ])('%s', (_, items, hasPrimary, folded) => {
    expect(foldedOnPhone(items, hasPrimary)).toEqual(folded);
  });
});
