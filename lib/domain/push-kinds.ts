/**
 * What a notification is to the person who gets it:
 * - `approval`: a decision is asked of them
 * - `turn`: a run waits for them
 * - `news`: they should know
 * - `over`: what was asked is asked no more; takes the earlier one's place without a sound
 * - `test`: they asked for it themselves
 */
export const PUSH_KINDS = ['approval', 'turn', 'news', 'over', 'test'] as const;
export type PushKind = (typeof PUSH_KINDS)[number];
