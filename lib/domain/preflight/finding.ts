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

/** Its list is what is approved, item by item; it is shown open, and compared again in the moment before. */
export const exactly = (finding: Finding): Finding => ({ ...finding, isExactList: true });

/** "1 session", "3 sessions" */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/**
 * What a procedure would do is so already. Planned for itself it would change nothing, which blocks; as a part of
 * another, or of a run that goes on, it is passed over: its steps look before they change anything, and the rest goes on.
 */
export const alreadySo = (
  passesOver: boolean,
  key: string,
  sentence: string,
  remedy: string,
  details?: string[],
): Finding =>
  passesOver ? ok(key, `${sentence} Nothing is to be done for that.`, details) : block(key, sentence, remedy, details);
