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
  if (!expectJson) return undefined;
  if (isCut) return 'the answer is longer than 64 KiB, so its values could not be checked.';
  const value = parseObject(body);
  if (!value) return 'a JSON object was expected.';
  const wrong = Object.entries(expectJson).find(
    ([key, expected]) => !Object.hasOwn(value, key) || !isDeepStrictEqual(value[key], expected),
  );
  if (!wrong) return undefined;
  const [key, expected] = wrong;
  return `“${key}” is ${shorten(value[key])} where ${shorten(expected)} was expected.`;
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
