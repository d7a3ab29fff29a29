import { EVENT_FIELDS } from './event-fields';
import type { EventType } from './events';

const MOST_SHOWN = 2_000;

/** What an event carries, as lines to read, in the order of the list; fields that are in no list are not shown. */
export function factsOf(type: string, data: unknown): { name: string; value: string }[] {
  if (!Object.hasOwn(EVENT_FIELDS, type) || typeof data !== 'object' || data === null) return [];
  const values = data as Record<string, unknown>;
  return Object.keys(EVENT_FIELDS[type as EventType])
    .filter((name) => Object.hasOwn(values, name) && !isEmpty(values[name]))
    .map((name) => ({ name, value: shorten(toText(values[name])) }));
}

export const EVENT_KINDS: readonly string[] = [
  ...new Set(Object.keys(EVENT_FIELDS).map((type) => type.slice(0, type.indexOf('.')))),
].sort();

/** All events of a kind, by its first word. */
export function typesOf(kind: string): string[] {
  return Object.keys(EVENT_FIELDS).filter((type) => type.startsWith(`${kind}.`));
}

const isEmpty = (value: unknown) => value === null || value === '' || (Array.isArray(value) && value.length === 0);

const toText = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Array.isArray(value) && value.every((one) => typeof one === 'string')
      ? value.join(', ')
      : JSON.stringify(value);

const shorten = (text: string) => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);
