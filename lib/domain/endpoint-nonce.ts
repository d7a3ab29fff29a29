import type { Endpoint } from '@/lib/contracts/target';

const PLACE = '{nonce}';

/**
 * An endpoint with every `{nonce}` in its address, its body's values and its expected values replaced by the given text:
 * what was sent with one call can then be asked for with the next, and nobody takes an older answer for it.
 */
export function fillNonce(endpoint: Endpoint, nonce: string): Endpoint {
  return {
    ...endpoint,
    // An address that went through URL has its braces encoded.
    url: endpoint.url.replaceAll(PLACE, nonce).replaceAll('%7Bnonce%7D', nonce),
    ...(endpoint.body === undefined ? {} : { body: fill(endpoint.body, nonce) }),
    ...(endpoint.expectJson ? { expectJson: fill(endpoint.expectJson, nonce) } : {}),
  };
}

function fill<T>(value: T, nonce: string): T {
  if (typeof value === 'string') return value.replaceAll(PLACE, nonce) as T;
  if (Array.isArray(value)) return value.map((item) => fill(item, nonce)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, nonce)])) as T;
}
