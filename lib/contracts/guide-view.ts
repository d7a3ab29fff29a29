import { z } from 'zod';
import type { Role } from './runbook';

/** Whether the guide through a first drill is shown to a person; kept with them, so it is on every device of theirs. */
export const GUIDE_STATES = ['on', 'ended'] as const;
export type GuideState = (typeof GUIDE_STATES)[number];
export const setGuideSchema = z.object({ state: z.enum(GUIDE_STATES) });

/** A drill as the guide needs it: what it waits for. The room itself says what is next in there. */
export type GuidedDrill = {
  id: string;
  /** "1.1 Code deployment" */
  title: string;
  procedureKey: string;
  startedBy: string;
  isMine: boolean;
  state: 'preparing' | 'open' | 'closed' | 'done';
  incidentCode: string | null;
  /** Lines of the checklist that only a person can tick, and nobody has. */
  openLines: ('documentation-updated' | 'lessons-captured')[];
  /** What its page offers as the main thing to do. */
  primary: { label: string; disabledBecause: string | null } | null;
};

/** Where a newcomer stands on the way through a first drill, from the rows of that drill: nothing here is counted along. */
export type GuideView = {
  state: GuideState;
  role: Role;
  /** Whether this role holds drills at all. */
  canHold: boolean;
  /** Where a drill may run; null where nowhere. */
  place: string | null;
  drill: GuidedDrill | null;
  /** Plans of drills that wait for this very person. */
  approvals: { id: string; incidentTitle: string; requestedBy: string }[];
  /** The demo's other people, each with a browser window of their own to be opened; empty outside of the demo. */
  demoPeople: { name: string; email: string; role: Role }[];
};
