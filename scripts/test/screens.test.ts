import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SCREEN_NAMES, screenOf } from '../../e2e/screens';
import { STORIES } from '../../e2e/stories';
import { PAGES } from '../../lib/domain/entry-points';

/** A layout is seen around its pages. */
const isPage = (file: string) => file.endsWith('page.tsx');
const looked = new Set(SCREEN_NAMES.map((name) => screenOf(name).page));

it('every page of the console has the shape of its own while it is loaded', () => {
  const pages = Object.keys(PAGES).filter((file) => isPage(file) && file.startsWith('(console)/'));
  expect(pages.filter((file) => !existsSync(join('app', file.replace('page.tsx', 'loading.tsx'))))).toEqual([]);
});

describe('the screens that are looked at', () => {
  it('are all that the console has', () =>
    expect(Object.keys(PAGES).filter((file) => isPage(file) && !looked.has(file))).toEqual([]));
  it('are of pages that are there', () => expect([...looked].filter((file) => !(file in PAGES))).toEqual([]));
  it('are each reached by exactly one story', () =>
    expect(
      Object.values(STORIES)
        .flatMap(({ gives }) => gives)
        .toSorted(),
    ).toEqual(SCREEN_NAMES.toSorted()));
  it('show at least once what is empty, loading, full, failed, unknown and denied', () => {
    const states = new Set(SCREEN_NAMES.map((name) => name.split('.')[1]));
    for (const state of ['empty', 'loading', 'full', 'failed', 'unknown', 'denied']) expect(states).toContain(state);
  });
});
