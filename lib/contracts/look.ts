import { z } from 'zod';

/**
 * What a tab says it looks at, once and whenever that changes; null: at no incident any more. `streamId` is the live
 * connection that its browser holds: the look ends with it.
 */
export const lookSchema = z.object({
  streamId: z.uuid(),
  tabId: z.uuid(),
  incidentCode: z.string().max(100).nullable(),
  /** A place of the room; empty: wherever the run stands. */
  at: z
    .string()
    .max(100)
    .regex(/^[a-z0-9:-]*$/, 'No place of a room is called so.'),
});
export type LookInput = z.output<typeof lookSchema>;
