import { z } from 'zod';

/** A block of the preflight that an approver let pass, by the finding's key, and why. */
export const overrideSchema = z.object({
  key: z.string().min(1).max(200),
  reason: z.string().trim().min(3, 'Say why this may be passed over: the report will show it.').max(2000),
});
export type Override = z.infer<typeof overrideSchema>;

/** A block that a plan was made in spite of, as it was found: part of what the plan's hash binds. */
export type PlannedBlock = { key: string; sentence: string };
