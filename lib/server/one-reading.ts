import 'server-only';
import { AsyncLocalStorage } from 'node:async_hooks';
import { cache } from 'react';

/**
 * One page that is rendered, or one answer of a GET route: it shows the store as it was in one moment, so that what every
 * part of it asks, such as who the person is and which runbook is in force, is asked once. Whatever changes something is
 * in none, and asks anew.
 */
type Reading = { known: Map<string, Promise<unknown>>; isOver: boolean };

// Next may load this module once for pages and once for routes; what one opens, the other has to see.
const kept = globalThis as unknown as { consoleReading?: AsyncLocalStorage<Reading> };

function storage(): AsyncLocalStorage<Reading> {
  kept.consoleReading ??= new AsyncLocalStorage();
  return kept.consoleReading;
}

const newReading = (): Reading => ({ known: new Map(), isOver: false });

/** React keeps one for each render of a page. Outside of a render every call makes another one, so nothing is shared. */
const readingOfRender = cache(newReading);

/** Answers as one reading. What the answer goes on with afterwards, such as a stream, is none any more. */
export function inOneReading<T>(act: () => Promise<T>): Promise<T> {
  const reading = newReading();
  return storage().run(reading, () =>
    act().finally(() => {
      reading.isOver = true;
    }),
  );
}

/** Reads it, or takes what was read under this key before in the same reading; outside of one it is read each time. */
export function onceAReading<T>(key: string, read: () => Promise<T>): Promise<T> {
  const { known } = reading();
  const before = known.get(key) as Promise<T> | undefined;
  if (before) return before;
  const value = read();
  known.set(key, value);
  return value;
}

/** Says what was read already in passing. */
export function tellReading<T>(key: string, value: T): void {
  reading().known.set(key, Promise.resolve(value));
}

function reading(): Reading {
  const open = storage().getStore();
  if (open) return open.isOver ? newReading() : open;
  return readingOfRender();
}
