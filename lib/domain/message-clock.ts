import type { Audience, MessageKind } from '@/lib/contracts/message';
import type { Severity } from '@/lib/contracts/runbook';

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

/**
 * Whether the clock of an audience runs from the declaration on. The team's always does. Customers are kept waiting
 * where they notice: at critical and high severity calls fail or crawl for all of them, so silence is counted from the
 * start. Below that most of them notice nothing, and the clock starts with the first message that they get.
 */
export function runsFromDeclaration(audience: Audience, severity: Severity): boolean {
  return audience === 'internal' || severity === 'critical' || severity === 'high';
}

/** Kinds that tell an audience how things stand, so that its clock begins anew. The others are for a few people only. */
const UPDATES: readonly MessageKind[] = ['notification', 'update', 'resolved'];
export function isUpdate(kind: string): boolean {
  return (UPDATES as readonly string[]).includes(kind);
}

/** Whom a miss is brought to: one level higher with every one in a row, and the highest from then on. */
export function contactsOfMiss(levels: readonly (readonly string[])[], missedCount: number): readonly string[] {
  return levels[Math.min(missedCount, levels.length) - 1] ?? [];
}
