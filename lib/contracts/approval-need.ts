import { z } from 'zod';
import { type Role, roleSchema } from './runbook-words';

/**
 * What a matrix row, a procedure or one of its steps asks for beyond the severity's own approver. It can only ask for
 * more: what the severity needs stays needed.
 */
export const approvalAskSchema = z.strictObject({
  /** How many different people have to approve. */
  quorum: z.int().min(1).max(4).optional(),
  /** Only people of these roles count; without it, those whom the severity lets decide. */
  roles: z
    .array(roleSchema.extract(['engineer', 'team_lead', 'executive']))
    .min(1)
    .optional(),
  /** Each of them has to have a role that no other of them has. */
  separate: z.boolean().optional(),
});
export type ApprovalAsk = z.infer<typeof approvalAskSchema>;

/** One condition of a request. The request is approved once every one of its needs is met. */
export type ApprovalNeed = {
  roles: Role[];
  quorum: number;
  isSeparate: boolean;
  /** Where it comes from: "severity critical", "step “Drop the database”". */
  because: string;
};
