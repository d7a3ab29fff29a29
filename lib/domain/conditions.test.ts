import { describe, expect, it } from 'vitest';
import type { Condition } from '@/lib/contracts/runbook';
import { conditionsOf, holds } from './conditions';

const isFull: Condition = { parameter: 'way', equals: 'full' };
const isOpen: Condition = { parameter: 'window', equals: 'open' };

describe('a part of a procedure is there', () => {
  it.each<[string, Condition | Condition[] | undefined, Record<string, string>, boolean]>([
    ['always without a condition', undefined, {}, true],
    ['always with an empty list', [], {}, true],
    ['where its parameter has the value', isFull, { way: 'full' }, true],
    ['not where it has another', isFull, { way: 'fast' }, false],
    ['not where it is missing', isFull, {}, false],
    ['not where it is empty', isFull, { way: '' }, false],
    ['where several hold together', [isFull, isOpen], { way: 'full', window: 'open' }, true],
    ['not where one of several fails', [isFull, isOpen], { way: 'full', window: 'shut' }, false],
  ])('%s', (_, when, parameters, isThere) => {
    expect(holds(when, parameters)).toBe(isThere);
  });

  it.each<[Condition | Condition[] | undefined, Condition[]]>([
    [undefined, []],
    [isFull, [isFull]],
    [
      [isFull, isOpen],
      [isFull, isOpen],
    ],
  ])('by conditions that are one list, however they are written', (when, list) => {
    expect(conditionsOf(when)).toEqual(list);
  });
});
