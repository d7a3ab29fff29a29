import { z } from 'zod';
import { planWeekSchema } from './drill-plan';
import { reasonSchema } from './inputs';

/** What forms and the terminal send about drills. */
export const drillSchema = z.object({ drillId: z.uuid() });
export const scheduleDrillSchema = z.object({
  week: z.coerce.number().pipe(planWeekSchema),
  /** Day and hour in the time zone of the runbook's plan. */
  day: z.iso.date('Choose a day.'),
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Choose a time, such as 10:00.'),
  procedureKey: z.string().min(1, 'Choose a procedure.'),
  targetKey: z.string().min(1, 'Choose a sandbox, or a clone for drills.'),
});
/** A drill outside of the calendar, at once. */
export const holdDrillSchema = scheduleDrillSchema.pick({ procedureKey: true, targetKey: true });
export const moveDrillSchema = scheduleDrillSchema.extend(drillSchema.shape);
export const scheduleMonthSchema = z.object({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'Choose a month.') });
export const endDrillSchema = drillSchema.extend({ reason: reasonSchema });
export const tickDrillLineSchema = drillSchema.extend({
  line: z.enum(['documentation-updated', 'lessons-captured']),
  note: reasonSchema,
});

export type ScheduleDrillInput = z.output<typeof scheduleDrillSchema>;
