import { describe, expect, it } from 'vitest';
import { type AskedFault, type FaultView, isFaultAnswered, listPathErrors, readTargetJson } from './target-model';

it('reads key and environment out of a pasted file', () => {
  expect(readTargetJson('{"key":"replyx-main","environment":"staging","inventory":{}}')).toEqual({
    key: 'replyx-main',
    environment: 'staging',
    problem: null,
  });
  expect(readTargetJson('{"environment":"moon"}')).toEqual({ problem: null });
});

it('says where JSON breaks before anything is sent', () => {
  expect(readTargetJson('{"key":').problem).toMatch(/^This is not JSON: /);
  expect(readTargetJson(' ').problem).toBeNull();
});

it('lists what is wrong by path, in order', () => {
  expect(
    listPathErrors({
      json: 'shown at the field',
      key: 'use lower-case letters',
      'json.inventory.hosts.10.key': 'b',
      'json.inventory.hosts.2.key': 'a',
    }),
  ).toEqual([
    { path: 'inventory.hosts.2.key', sentence: 'a' },
    { path: 'inventory.hosts.10.key', sentence: 'b' },
    { path: 'key', sentence: 'use lower-case letters' },
  ]);
});

describe('a press of a fault’s switch', () => {
  const trouble = (id: string) => ({
    id,
    at: '2026-01-01T00:00:00.000Z',
    error: { code: 'x', message: '', remedy: '' },
  });

  it.each<[string, AskedFault, Pick<FaultView, 'isOn' | 'trouble'>, boolean]>([
    ['waits while nothing is seen', { isOn: true, lastTrouble: null }, { isOn: false, trouble: null }, false],
    ['waits while its state is not known', { isOn: true, lastTrouble: null }, { isOn: null, trouble: null }, false],
    [
      'waits beside the trouble of the press before',
      { isOn: true, lastTrouble: '7' },
      { isOn: false, trouble: trouble('7') },
      false,
    ],
    ['is answered once the fault is as asked', { isOn: true, lastTrouble: null }, { isOn: true, trouble: null }, true],
    ['is answered by its own trouble', { isOn: true, lastTrouble: '7' }, { isOn: false, trouble: trouble('9') }, true],
  ])('%s', (_, asked, fault, isAnswered) => {
    expect(isFaultAnswered(asked, fault)).toBe(isAnswered);
  });
});
