import { z } from 'zod';
import type { AllowedAction } from './views';

/** A start without an approval is explained to people who were not there: more than a word. */
export const BREAK_GLASS_REASON = 20;

export const breakGlassSchema = z.object({
  runId: z.uuid(),
  planHash: z.string(),
  reason: z
    .string()
    .trim()
    .min(
      BREAK_GLASS_REASON,
      `Say in at least ${BREAK_GLASS_REASON} characters why nobody can approve and why it cannot wait.`,
    )
    .max(2000),
  /** The target's name, typed. */
  confirm: z.string(),
});

export const reviewBreakGlassSchema = z.object({
  reviewId: z.uuid(),
  verdict: z.enum(['justified', 'not_justified']),
  note: z.string().trim().min(3, 'Write what you found: the report shows it.').max(4000),
});

/** A start without an approval, and what somebody else says about it. */
export type BrokenGlassView = {
  reviewId: string;
  incidentCode: string;
  incidentTitle: string;
  by: string;
  at: string;
  reason: string;
  planHash: string;
  procedureTitle: string;
  targetName: string;
  /** Until when the run could be started with it. */
  expiresAt: string;
  wasStarted: boolean;
  review: { verdict: 'justified' | 'not_justified'; note: string; by: string; at: string } | null;
  /** For who may review it: one action a verdict. */
  actions: AllowedAction[];
};
