import { z } from 'zod';
import type { Role } from './runbook-words';

export const makeDelegationSchema = z.object({
  toId: z.uuid('Choose the person.'),
  /** ISO; without it, at once. */
  startsAt: z.iso.datetime({ offset: true }).optional(),
  endsAt: z.iso.datetime({ offset: true, message: 'Say until when.' }),
  reason: z.string().trim().min(3, 'Say why, so that others understand it.').max(500),
});
export const revokeDelegationSchema = z.object({ delegationId: z.uuid() });

export type DelegationView = {
  id: string;
  from: string;
  to: string;
  role: Role;
  startsAt: string;
  endsAt: string;
  reason: string;
  state: 'planned' | 'in_force';
  canRevoke: boolean;
};
export type DelegationsView = {
  delegations: DelegationView[];
  /** Whether this person has a role to lend, and to whom. */
  canLend: boolean;
  people: { id: string; name: string; email: string; role: Role }[];
  maxDays: number;
};
