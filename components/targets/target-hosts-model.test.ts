import { expect, it } from 'vitest';
import type { HostLine } from '@/lib/contracts/target-hosts';
import { canBePinned, hostWords, typedPart } from './target-hosts-model';

const host = (over: Partial<HostLine> = {}): HostLine => ({
  key: 'app-1',
  roles: [],
  where: 'replyx@10.0.0.5:22',
  isRemote: true,
  pinned: null,
  look: { state: 'not_pinned', seen: 'SHA256:abcdefghijkl', sentence: 'No key is pinned.' },
  ...over,
});

it('a key can be pinned once the host has shown it, and only while it is not the pinned one', () => {
  expect(canBePinned(host())).toBe(true);
  expect(canBePinned(host({ pinned: 'SHA256:other' }))).toBe(true);
  expect(canBePinned(host({ pinned: 'SHA256:abcdefghijkl' }))).toBe(false);
  expect(canBePinned(host({ look: null }))).toBe(false);
  expect(canBePinned(host({ isRemote: false, look: null }))).toBe(false);
});

it('what has to be typed is part of what was compared', () => {
  expect(typedPart('SHA256:abcdefghijkl')).toBe('abcdefgh');
});

it('each host says how it stands', () => {
  expect(hostWords(host())).toBe('No key is pinned.');
  expect(hostWords(host({ look: null }))).toMatch(/nobody has looked/);
  expect(hostWords(host({ isRemote: false, look: null }))).toMatch(/where the worker runs/);
});
