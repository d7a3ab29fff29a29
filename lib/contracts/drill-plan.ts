import { z } from 'zod';
import { sentenceSchema } from './runbook-words';
import { signalKindSchema } from './signal';

/** The monthly drill plan of a runbook: which week practises what, with which fault, and the checklist of each drill. */
const procedureKeySchema = z.string().regex(/^\d+\.\d+$/, "use a procedure's key, such as '1.1'");

export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

export const planWeekSchema = z.int().min(1).max(4);

/** The lines of the checklist, in the guide's order. What ticks each is `lib/domain/drill-checklist.ts`. */
export const CHECKLIST_KEYS = [
  'environment-prepared',
  'team-notified',
  'procedures-executed',
  'performance-verified',
  'documentation-updated',
  'lessons-captured',
  'next-drill-scheduled',
] as const;
export const checklistKeySchema = z.enum(CHECKLIST_KEYS);
export type ChecklistKey = z.infer<typeof checklistKeySchema>;

/** Where days, weeks and hours are counted, as an IANA name. */
export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, 'there is no such time zone; use a name such as Europe/Berlin or UTC');
export const hourSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'use hours and minutes, such as 10:00');

export const drillPlanSchema = z.strictObject({
  timeZone: timeZoneSchema,
  /** When a drill takes place where nobody chose a day: each week of seven days has every weekday once. */
  weekday: z.enum(WEEKDAYS),
  at: hourSchema,
  /** Of each week's procedures one is drilled a month, in turn. */
  weeks: z
    .array(
      z.strictObject({ week: planWeekSchema, title: sentenceSchema, procedures: z.array(procedureKeySchema).min(1) }),
    )
    .length(4),
  /** What breaks the sandbox for a procedure, and what is then to be seen where no probe measures it. */
  exercises: z.array(
    z.strictObject({ procedure: procedureKeySchema, fault: sentenceSchema, signal: signalKindSchema }),
  ),
  checklist: z.array(z.strictObject({ key: checklistKeySchema, title: sentenceSchema })).length(CHECKLIST_KEYS.length),
});
export type DrillPlan = z.infer<typeof drillPlanSchema>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
