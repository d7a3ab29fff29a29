/**
 * What became of one try. `again`: the channel may take it later. `never`: it refused for good, and trying again would
 * only say so again. `answer` is what people read.
 */
export type Delivery = { outcome: 'sent' | 'again' | 'never'; answer: string };

/** About four minutes in all: long enough for a restart over there, short enough that a person still tells them in time. */
export const MAX_ATTEMPTS = 8;
const FIRST_DELAY_MS = 2_000;
const LONGEST_DELAY_MS = 120_000;

/** Twice as long after every try, spread by a half either way: many messages must not come back all at once. */
export function retryDelayMs(attempts: number, random: number): number {
  const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, attempts - 1));
  return Math.round(delay * (0.5 + random));
}

/** What a try leads to: the last one allowed is final, whatever the channel hopes. */
export function settleDelivery(
  { outcome, answer }: Delivery,
  attempts: number,
  maxAttempts = MAX_ATTEMPTS,
): { state: 'sent' | 'queued' | 'failed'; answer: string } {
  if (outcome === 'sent') return { state: 'sent', answer };
  if (outcome === 'never') return { state: 'failed', answer };
  if (attempts < maxAttempts) return { state: 'queued', answer };
  return { state: 'failed', answer: attempts === 1 ? answer : `${answer} (tried ${attempts} times)` };
}

/** A server that is busy or broken may do better later; one that says that the request is wrong will not. */
export function judgeHttp(status: number): Delivery['outcome'] {
  if (status >= 200 && status < 300) return 'sent';
  return status >= 500 || status === 408 || status === 425 || status === 429 ? 'again' : 'never';
}

/** SMTP's own distinction: 4xx is for now, 5xx is for good. Without a code nothing was answered. */
export function judgeSmtp(code: number | undefined): Delivery['outcome'] {
  return code !== undefined && code >= 500 ? 'never' : 'again';
}
