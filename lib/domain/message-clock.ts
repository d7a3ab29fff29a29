import type { Audience, MessageKind } from '@/lib/contracts/message';

export type ClockRule = { everyMs: number; warnMs: number };
export type ClockFacts = { nextDueAt: Date; warnedAt: Date | null };

/** What a running clock asks for now: nothing, the warning (once a round), or that the miss is recorded. */
export function readMessageClock({ nextDueAt, warnedAt }: ClockFacts, now: Date, rule: ClockRule) {
  if (now >= nextDueAt) return 'missed' as const;
  const isSoon = now.getTime() >= nextDueAt.getTime() - rule.warnMs;
  return isSoon && warnedAt === null ? ('warn' as const) : ('quiet' as const);
}

/** The round that begins now: after a message, and after a miss, which does not wait for one. */
export function nextRound(now: Date, rule: ClockRule): { nextDueAt: Date; warnedAt: null } {
  return { nextDueAt: new Date(now.getTime() + rule.everyMs), warnedAt: null };
}

/** The audiences whose clock runs from the declaration on, whatever the severity. A drill has no customers. */
export function audiencesOf({ isDrill }: { isDrill: boolean }): readonly Audience[] {
  return isDrill ? ['internal'] : ['internal', 'customer'];
}

/**
 * What a message that was heard does to its audience's clock: who heard how things stand waits a whole round, and who
 * heard that it is over waits for nothing. The other kinds are for a few people only.
 */
const EFFECTS: Record<MessageKind, 'restart' | 'stop' | 'none'> = {
  notification: 'restart',
  update: 'restart',
  resolved: 'stop',
  escalation: 'none',
  approval: 'none',
  reminder: 'none',
  test: 'none',
};
export function clockEffect(kind: MessageKind): 'restart' | 'stop' | 'none' {
  return EFFECTS[kind];
}

/** Whom a miss is brought to: one level higher with every one in a row, and the highest from then on. */
export function contactsOfMiss(levels: readonly (readonly string[])[], missedCount: number): readonly string[] {
  return levels[Math.min(missedCount, levels.length) - 1] ?? [];
}
