import { z } from 'zod';
import { incidentSchema, reasonSchema } from './inputs';
import type { AllowedAction } from './run-view';
import type { Role } from './runbook';

/** What is handed over: the incident with all that hangs on it, or only the wheel of its run. */
export const HAND_OVER_KINDS = ['incident', 'wheel'] as const;
export type HandOverKind = (typeof HAND_OVER_KINDS)[number];
export const HAND_OVER_STATES = ['offered', 'accepted', 'declined', 'withdrawn', 'lapsed'] as const;
export type HandOverState = (typeof HAND_OVER_STATES)[number];

const handOverSchema = z.object({ handOverId: z.uuid() });
export const offerHandOverSchema = incidentSchema.extend({
  kind: z.enum(HAND_OVER_KINDS),
  toId: z.uuid('Choose who is to have it.'),
  /** What was done, what is open, what to watch. */
  note: z.string().trim().min(3, 'Write what they have to know: what was done, what is open, what to watch.').max(4000),
});
export const acceptHandOverSchema = handOverSchema;
export const declineHandOverSchema = handOverSchema.extend({ reason: reasonSchema });
export const withdrawHandOverSchema = handOverSchema;
export const nudgeHandOverSchema = handOverSchema;

/** An offer that waits for its answer. */
export type HandOverView = {
  id: string;
  kind: HandOverKind;
  /** Who has it until then. */
  from: string;
  to: { id: string; name: string };
  offeredBy: string;
  note: string;
  offeredAt: string;
  nudgedAt: string | null;
  /** Of whoever asks. */
  actions: AllowedAction[];
};

export type HandOversView = {
  lead: { id: string; name: string };
  waiting: HandOverView[];
  /** `hand-over-incident`, `hand-over-wheel`: where this person may offer it now. */
  actions: AllowedAction[];
  /** Whom it can be offered to; `becauseNot` says by kind why not. Empty where this person may offer nothing. */
  candidates: {
    id: string;
    name: string;
    role: Role;
    isPresent: boolean;
    becauseNot: Partial<Record<HandOverKind, string>>;
  }[];
  /** Somebody took the wheel of this run from whoever asks. */
  wheelLost: { eventId: string; by: string; reason: string; at: string } | null;
  /** The newest offer of whoever asks that was declined, until they offer it again. */
  declined: { id: string; kind: HandOverKind; by: string; reason: string; at: string } | null;
};
