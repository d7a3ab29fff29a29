import type { HandOverKind, HandOverState } from '@/lib/contracts/hand-over';
import type { Role } from '@/lib/contracts/runbook';
import type { AllowedAction } from '@/lib/contracts/views';
import { action } from './action';
import { mayDo, ROLE_WORDS } from './permissions';
import type { RunState } from './run-states';
import { durationWords } from './words';

/**
 * Passing an incident, or the wheel of its run, from one person to another. It is an offer until the other one accepts:
 * nobody answers for what they have not heard of, and until then the one who has it keeps it.
 */
export type Scene = {
  isIncidentOpen: boolean;
  leadId: string;
  /** The newest run; null where there is none. */
  run: { id: string; state: RunState; driverId: string | null; deciderIds: readonly string[] } | null;
};
export type Offer = {
  id: string;
  kind: HandOverKind;
  state: HandOverState;
  runId: string | null;
  fromId: string;
  toId: string;
  offeredById: string;
  /** When the other one was last told: by the offer, or by a nudge. */
  toldAt: Date;
};
type Actor = { id: string; role: Role };

const HELD: readonly RunState[] = ['running', 'waiting'];
/** A run that is over has no plan that could still be judged and done by the same person. */
const OVER: readonly RunState[] = ['succeeded', 'failed', 'aborted'];

/** Between two tellings: they may be reading. */
const NUDGE_GAP_MS = 60_000;

/** Whether an offer still waits for its answer. It lapses with what it is about, and when that has passed to somebody else. */
export function doesStand(
  offer: Pick<Offer, 'kind' | 'state' | 'runId' | 'fromId'>,
  { isIncidentOpen, leadId, run }: Scene,
): boolean {
  if (offer.state !== 'offered' || !isIncidentOpen) return false;
  if (offer.kind === 'incident') return leadId === offer.fromId;
  return run !== null && run.id === offer.runId && HELD.includes(run.state) && run.driverId === offer.fromId;
}

/** Why this person cannot offer it; null where they can. */
export function whyNotOffer(kind: HandOverKind, scene: Scene, actor: Actor): string | null {
  if (!scene.isIncidentOpen) return 'The incident is closed: there is nothing left to hand over.';
  if (kind === 'incident') {
    // A lead that cannot be reached must not keep an incident from everybody.
    const mayForThem = mayDo(actor.role, 'criterion.waive');
    return scene.leadId === actor.id || mayForThem
      ? null
      : 'Whoever leads the incident hands it over, or a team lead does.';
  }
  if (!scene.run || !HELD.includes(scene.run.state)) return 'No rollback is under way, so nobody has a wheel to offer.';
  return scene.run.driverId === actor.id ? null : 'Whoever drives offers the wheel. You can take it, with a reason.';
}

/** Why this person cannot have it; null where they can. Whoever approved a plan does not drive it, on no way round. */
export function whyNotReceive(kind: HandOverKind, { leadId, run }: Scene, to: Actor): string | null {
  if (!mayDo(to.role, 'run.drive')) return `Their role (${ROLE_WORDS[to.role]}) does not drive rollbacks.`;
  if (run && !OVER.includes(run.state) && run.deciderIds.includes(to.id))
    return 'They approved the plan, so somebody else has to drive it.';
  if (kind === 'incident' && leadId === to.id) return 'They lead it already.';
  return kind === 'wheel' && run?.driverId === to.id ? 'They drive already.' : null;
}

/** Whether the wheel comes with the incident: where whoever hands it over holds it. A third person at it was not asked. */
export function passesWheel(offer: Pick<Offer, 'kind' | 'fromId'>, { run }: Scene): boolean {
  if (!run || !HELD.includes(run.state)) return false;
  return run.driverId === offer.fromId || run.driverId === null;
}

/** Why they cannot be told again yet; null where they can. */
export function whyNotNudge(toldAt: Date, now: Date): string | null {
  const leftMs = toldAt.getTime() + NUDGE_GAP_MS - now.getTime();
  return leftMs > 0 ? `They were told a moment ago; you can nudge them in ${durationWords(leftMs)}.` : null;
}

/** What this person may do about offering it. */
export function offerActions(scene: Scene, actor: Actor): AllowedAction[] {
  return [
    ...(whyNotOffer('incident', scene, actor) === null
      ? [action('hand-over-incident', 'Hand over the incident', 'Somebody else answers for it once they accept.')]
      : []),
    ...(whyNotOffer('wheel', scene, actor) === null
      ? [action('hand-over-wheel', 'Offer the wheel', 'Somebody else drives once they accept.')]
      : []),
  ];
}

/** What this person may do about an offer that stands; the answer is its addressee's alone. */
export function answerActions(offer: Offer, scene: Scene, actor: Actor, now: Date): AllowedAction[] {
  const { id: argument, kind } = offer;
  if (offer.toId === actor.id) {
    const because = whyNotReceive(kind, scene, actor)
      ?.replace(/^They /, 'You ')
      .replace(/^Their /, 'Your ');
    const about =
      kind === 'wheel'
        ? 'You drive from here on.'
        : `You answer for the incident from here on${passesWheel(offer, scene) ? ', and drive' : ''}.`;
    return [
      action('hand-over-accept', kind === 'wheel' ? 'Accept the wheel' : 'Take over the incident', about, {
        argument,
        isPrimary: true,
        disabledBecause: because,
      }),
      action('hand-over-decline', 'Decline', 'It stays with whoever has it; they read why.', {
        argument,
        needsReason: true,
      }),
    ];
  }
  const isTheirs = offer.offeredById === actor.id || offer.fromId === actor.id;
  if (!isTheirs && !mayDo(actor.role, 'run.drive')) return [];
  return [
    action('hand-over-nudge', 'Nudge', 'Tells them once more that they are waited for.', {
      argument,
      disabledBecause: whyNotNudge(offer.toldAt, now) ?? undefined,
    }),
    ...(isTheirs
      ? [action('hand-over-withdraw', 'Take the offer back', 'It stays with whoever has it.', { argument })]
      : []),
  ];
}
