import type { Role } from '@/lib/contracts/runbook';
import type { AllowedAction } from '@/lib/contracts/views';
import { action } from './action';
import { mayDo } from './permissions';
import type { RunState } from './run-states';

/** How long the right lasts to start exactly this plan. */
export const BREAK_GLASS_MINUTES = 60;

export type BreakGlassFacts = {
  state: RunState;
  isPlanned: boolean;
  isPlanning: boolean;
  isBlocked: boolean;
  /** Somebody has said no to what the run would do, and nobody yes since. */
  isDenied: boolean;
  window: { words: string; isOpen: boolean } | null;
  targetName: string;
};

/**
 * The act, where it is offered: to those who drive, for a plan that is there and that nobody has approved. What the
 * preflight blocks or somebody denied stays so: it stands in for an approval that nobody can give, not for a no.
 */
export function breakGlassActions(run: BreakGlassFacts, role: Role): AllowedAction[] {
  const isOpen = run.state === 'draft' || run.state === 'awaiting_approval';
  if (!mayDo(role, 'approval.break-glass') || !isOpen || !run.isPlanned || run.isPlanning) return [];
  return [
    action(
      'break-glass',
      'Break the glass',
      'Lets exactly this plan be started without an approval, for an hour. Every team lead and executive is told at once, and the incident stays open until one of them has reviewed it.',
      { needsReason: true, isDanger: true, confirmText: run.targetName, disabledBecause: whyShut(run) },
    ),
  ];
}

function whyShut({ isBlocked, isDenied, window }: BreakGlassFacts): string | undefined {
  if (isBlocked) return 'The preflight found something that has to be mended first, or overridden by an approver.';
  if (isDenied)
    return 'Somebody denied this plan, and neither another look nor another run of it changes that; choose another one, or ask again with an answer.';
  if (window && !window.isOpen) return `It is made for the maintenance window ${window.words}; plan it to run now.`;
  return undefined;
}

/** Why this person may not review that break-glass, in a sentence, or null. */
export function whyNotReview(
  glass: { partIds: readonly string[]; isReviewed: boolean },
  person: { id: string; role: Role },
): string | null {
  if (glass.isReviewed) return 'It has been reviewed already.';
  if (glass.partIds.includes(person.id)) return 'You had a part in it, so somebody else reviews it.';
  if (!mayDo(person.role, 'break-glass.review')) return 'A team lead or an executive reviews it.';
  return null;
}

/** One action a verdict; `argument` names the review. */
export function reviewActions(reviewId: string): AllowedAction[] {
  const about = 'Closes the review by your name; the report shows what you write.';
  return [
    action('review-justified', 'It was justified', about, { argument: reviewId, needsReason: true }),
    action('review-not-justified', 'It was not justified', about, {
      argument: reviewId,
      needsReason: true,
      isDanger: true,
    }),
  ];
}
