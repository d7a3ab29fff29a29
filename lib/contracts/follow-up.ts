import { isValid } from 'date-fns/isValid';
import { parseISO } from 'date-fns/parseISO';
import { z } from 'zod';
import type { FollowUpStanding } from '@/lib/domain/follow-ups';
import { incidentSchema, reasonSchema } from './inputs';

/** What forms, actions and the terminal send about follow-ups, and how screens get them. */
const textSchema = z.string().trim().min(3, 'Write what is to be done, as a sentence.').max(500);
/** yyyy-MM-dd, a day that there is. */
const daySchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'Give the day until which it is to be done, such as 2026-12-01.')
  .refine((day) => isValid(parseISO(day)), 'There is no such day.');
const ownerSchema = z.uuid('Choose who sees to it.');

export const addFollowUpSchema = incidentSchema.extend({ text: textSchema, ownerId: ownerSchema, dueOn: daySchema });
export const followUpSchema = z.object({ followUpId: z.uuid() });
export const changeFollowUpSchema = followUpSchema.extend({ text: textSchema, ownerId: ownerSchema, dueOn: daySchema });
/** The note says what came of it; it may be empty, so that a press is enough. */
export const endFollowUpSchema = followUpSchema.extend({ note: z.string().trim().max(2000) });
export const reopenFollowUpSchema = followUpSchema.extend({ reason: reasonSchema });

export type FollowUpView = {
  id: string;
  text: string;
  owner: { id: string; name: string };
  isMine: boolean;
  /** yyyy-MM-dd in the console's zone. */
  dueOn: string;
  standing: FollowUpStanding;
  /** "overdue since 21 November, 3 days" */
  dueWords: string;
  done: { at: string; by: string; note: string } | null;
  incident: { code: string; title: string; isDrill: boolean };
  targetName: string;
};

/** Of one incident, with who can be made the owner of one: whoever reaches the target. */
export type FollowUpsOfIncident = {
  incidentCode: string;
  items: FollowUpView[];
  people: { id: string; name: string }[];
  /** Who asks: the first choice for a new one. */
  me: string;
  canWrite: boolean;
  today: string;
};

/** On Now: one's own first, then the team's that are overdue. `isMore`: the list has further ones of these. */
export type FollowUpsNow = { mine: FollowUpView[]; overdue: FollowUpView[]; isMore: boolean };

export const FOLLOW_UP_FILTERS = ['open', 'mine', 'overdue', 'done'] as const;
export type FollowUpFilter = (typeof FOLLOW_UP_FILTERS)[number];
/** One page, soonest due first; done ones last done first. `older`: the id after which the next page goes on. */
export type FollowUpPage = {
  filter: FollowUpFilter;
  items: FollowUpView[];
  count: Record<FollowUpFilter, number>;
  older: string | null;
  isFirst: boolean;
};
