import type { Finding } from '@/lib/contracts/plan';

/**
 * The three verdicts of a preflight. A finding's key is stable: an approver overrides a block by it, so the same hazard
 * has the same key whatever was seen.
 */
export const ok = (key: string, sentence: string, details?: string[]): Finding => ({
  key,
  verdict: 'ok',
  sentence,
  details,
});
export const warn = (key: string, sentence: string, remedy: string, details?: string[]): Finding => ({
  key,
  verdict: 'warn',
  sentence,
  remedy,
  details,
});
export const block = (key: string, sentence: string, remedy: string, details?: string[]): Finding => ({
  key,
  verdict: 'block',
  sentence,
  remedy,
  details,
});

/** "1 session", "3 sessions" */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
