import { z } from 'zod';

/** A list of the preflight that goes with a plan, as its approver confirmed it: the finding's key, and how many stand in it. */
export const confirmedListSchema = z.object({
  key: z.string().min(1).max(200),
  count: z.number().int().min(0),
});
export type ConfirmedList = z.infer<typeof confirmedListSchema>;

/** The same as a plan is bound to it, item by item: another item makes another plan, also where as many go. */
export type ExactList = ConfirmedList & {
  sentence: string;
  /** Absent in plans that were made before they held their items. */
  items?: string[];
};
