import { expect, it } from 'vitest';
import { listPathErrors, readTargetJson } from './target-model';

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
