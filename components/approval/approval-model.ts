import type { ApprovalSummary, ApprovalView } from '@/lib/contracts/approval-view';
import type { ConfirmedList } from '@/lib/contracts/exact-list';
import type { Override } from '@/lib/contracts/override';
import type { Effect } from '@/lib/contracts/plan';
import { isOnWay } from '@/lib/domain/branches';

export type Ended = { tone: 'ok' | 'fail' | 'warn' | 'info'; title: string; words: string };

/** What became of a request while it was open in a browser; null while it still waits for a decision. */
export function endedWords(view: ApprovalView): Ended | null {
  const { state, decisions, requestedBy } = view.summary;
  const last = decisions.at(-1);
  if (view.summary.isBreakGlass)
    return {
      tone: 'fail',
      title: `${requestedBy} broke the glass: nobody approved this plan`,
      words: 'Every lead was told, and the incident stays open until one of them has reviewed it.',
    };
  switch (state) {
    case 'requested':
      return null;
    case 'approved':
      return {
        tone: 'ok',
        title: `${last?.by ?? 'Somebody'} approved this plan`,
        words: `${requestedBy} can start it now.`,
      };
    case 'used':
      return {
        tone: 'ok',
        title: 'Approved, and started',
        words: 'The run was started with this approval. An approval is used once.',
      };
    case 'denied':
      return {
        tone: 'fail',
        title: `${last?.by ?? 'Somebody'} denied this plan`,
        words: `Nothing runs. ${requestedBy} sees the reason, and may ask with another plan, or for this one with an answer to it.`,
      };
    case 'void':
      return {
        tone: 'warn',
        title: 'This plan is no longer the one to decide on',
        words:
          'The plan, the target or the severity changed after it was asked for. There is nothing to decide here; a new request comes if the driver asks again.',
      };
    case 'withdrawn':
      return {
        tone: 'warn',
        title: `${view.summary.ended?.by ?? 'Somebody'} withdrew it`,
        words:
          `${view.summary.ended?.because ?? ''} Nothing runs; a new request comes if the driver asks again.`.trim(),
      };
    case 'expired':
      return {
        tone: 'warn',
        title: 'The request expired',
        words: 'Nobody decided in time, and silence never approves. A new request comes if the driver asks again.',
      };
  }
}

/** "1 of 2 approvals", where it takes more than one; null where one yes is all. */
export function progressWords({
  given,
  wanted,
  state,
}: Pick<ApprovalSummary, 'given' | 'wanted' | 'state'>): string | null {
  if (wanted < 2 || (state !== 'requested' && state !== 'approved')) return null;
  return `${given} of ${wanted} approvals`;
}

/** The overrides as they are sent: those that have a reason. */
export function overridesOf(reasons: Readonly<Record<string, string>>): Override[] {
  return Object.entries(reasons).flatMap(([key, reason]) => (reason.trim() ? [{ key, reason: reason.trim() }] : []));
}

/** Why approving is not possible yet, in a sentence; null where every block has been overridden, or none is there. */
export function overrideObstacle(
  blocks: ApprovalView['blocks'],
  reasons: Readonly<Record<string, string>>,
): string | null {
  const left = blocks.find(({ key }) => (reasons[key] ?? '').trim().length < 3);
  return left ? `Say first why “${left.key}” may be passed over, or deny it.` : null;
}

/** The lists as they are sent: those that were ticked, with the number that stood beside the tick. */
export function confirmedOf(lists: ApprovalView['exactLists'], ticked: readonly string[]): ConfirmedList[] {
  return lists.filter(({ key }) => ticked.includes(key)).map(({ key, count }) => ({ key, count }));
}

/** Why approving is not possible yet, where a list has not been confirmed; null where each has, or there is none. */
export function confirmObstacle(lists: ApprovalView['exactLists'], ticked: readonly string[]): string | null {
  const left = lists.find(({ key }) => !ticked.includes(key));
  return left ? `Read first what goes along, and confirm that it is exactly ${left.count}; or deny it.` : null;
}

/** Whether the plan on screen is not the plan that the page was opened with: the reader starts over. */
export function hasChanged(openedHash: string, view: ApprovalView): boolean {
  return view.summary.planHash !== openedHash;
}

/** Steps that run unless something fails: the common ones and the way taken. Where that is not known, all of them: nothing that may run is folded away. */
export function expectedSteps(view: Pick<ApprovalView, 'steps' | 'activeBranch'>): ApprovalView['steps'] {
  const { activeBranch } = view;
  return activeBranch === undefined ? view.steps : view.steps.filter((step) => isOnWay(step.branch, activeBranch));
}

/** "2 look, 3 change the system, 1 cannot be undone": what the plan does, before any detail. */
export function effectCounts(view: Pick<ApprovalView, 'steps' | 'activeBranch'>): string {
  const running = expectedSteps(view).filter((step) => step.plannedSkip === null);
  const count = (effect: string) => running.filter((step) => step.effect === effect).length;
  const words: [number, string][] = [
    [count('read'), 'only look'],
    [count('change'), 'change the system'],
    [count('irreversible'), 'cannot be undone'],
  ];
  return words
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${number} ${what}`)
    .join(', ');
}

export type EffectGroup = {
  effect: Effect;
  title: string;
  steps: (ApprovalView['steps'][number] & { number: number })[];
};
const GROUPS: readonly { effect: Effect; words: string }[] = [
  { effect: 'irreversible', words: 'Cannot be undone' },
  { effect: 'change', words: 'Changes the system' },
  { effect: 'read', words: 'Only looks' },
];

/** Steps by what they do to the system, the gravest first; each keeps its number, since they run in that order. */
export function groupByEffect(steps: ApprovalView['steps']): EffectGroup[] {
  const numbered = steps.map((step, at) => ({ ...step, number: at + 1 }));
  return GROUPS.flatMap(({ effect, words }) => {
    const own = numbered.filter((step) => step.effect === effect);
    const running = own.filter((step) => step.plannedSkip === null).length;
    return own.length === 0
      ? []
      : [{ effect, title: `${words} · ${running} ${running === 1 ? 'step' : 'steps'}`, steps: own }];
  });
}

/** "in about 20 s: 2 steps, “Put the newer commit back”"; null where the plan holds no way back. */
export function wayBackWords({ wayBack }: Pick<ApprovalView, 'wayBack'>): string | null {
  if (!wayBack) return null;
  const steps = wayBack.stepCount === 1 ? '1 step' : `${wayBack.stepCount} steps`;
  return `in about ${wayBack.estimateWords}: ${steps}, “${wayBack.title}”, part of this plan`;
}

/** A hash in groups that two people can compare aloud. */
export function spellHash(hash: string): string {
  return hash.length <= 16 ? hash : `${hash.slice(0, 4)} ${hash.slice(4, 8)} … ${hash.slice(-4)}`;
}
