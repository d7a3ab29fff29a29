import 'server-only';
import { isDeepStrictEqual } from 'node:util';
import type { Endpoint } from '@/lib/contracts/target';

/** An answer as far as it was read; `isCut` where there was more of its body. */
export type Answer = { status: number; location?: string; body: string; isCut: boolean };

/** What is wrong with the answer, as the end of a sentence; nothing where it is as expected. */
export function findProblem(
  { expectStatus, expectJson }: Endpoint,
  { status, location, body, isCut }: Answer,
): string | undefined {
  if (status !== expectStatus) {
    if (status >= 300 && status < 400)
      return `it redirects (to ${location ? shorten(location) : 'nowhere'}), and redirects are not followed.`;
    return `${expectStatus} was expected.`;
  }
  const value = isCut ? undefined : parseObject(body);
  const told = status < 400 && value ? toldError(value, expectJson ?? {}) : undefined;
  if (told) return told;
  if (!expectJson) return undefined;
  if (isCut) return 'the answer is longer than 64 KiB, so its values could not be checked.';
  if (!value) return 'a JSON object was expected.';
  const wrong = Object.entries(expectJson).find(
    ([key, expected]) => !Object.hasOwn(value, key) || !isDeepStrictEqual(value[key], expected),
  );
  if (!wrong) return undefined;
  const [key, expected] = wrong;
  return `“${key}” is ${shorten(value[key])} where ${shorten(expected)} was expected.`;
}

const BAD_STATUS = /^(error|fail(ed|ure)?|unhealthy|down|critical)$/i;

/** What a good status hides: an error told in the body. A key that the inventory expects something of is judged by that. */
function toldError(value: Record<string, unknown>, expected: Record<string, unknown>): string | undefined {
  const says = (key: string) => `its body tells an error: “${key}” is ${shorten(value[key])}.`;
  const isOpen = (key: string) => Object.hasOwn(value, key) && !Object.hasOwn(expected, key);
  if (isOpen('status') && typeof value.status === 'string' && BAD_STATUS.test(value.status)) return says('status');
  for (const key of ['ok', 'success']) if (isOpen(key) && value[key] === false) return says(key);
  for (const key of ['error', 'errors']) if (isOpen(key) && isTelling(value[key])) return says(key);
  return undefined;
}

/** `"error": null`, `""`, `0`, `[]` and `{}` are how many services say that there is none. */
function isTelling(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}

function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
