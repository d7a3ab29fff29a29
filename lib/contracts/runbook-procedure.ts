import { z } from 'zod';
import { approvalAskSchema } from './approval-need';
import { parameterSchema, whenSchema } from './runbook-parameters';
import { stepSchema } from './runbook-steps';
import { keySchema, minutesSchema, sentenceSchema } from './runbook-words';
import { signalKindSchema } from './signal';

/** Another procedure that this one is made of, and the branch of it that is taken. */
export const partSchema = z.strictObject({
  procedure: z.string(),
  branch: keySchema,
  phase: z.int().min(1).max(5),
  when: whenSchema,
  /** Parameters of the part that are not asked for: here they always have this value. */
  fixed: z.record(z.string(), z.string()).default({}),
  /** What the parts before it will have left by then, which its looks take for what is there. Nothing where unknown. */
  given: z.strictObject({ alembic_revision: sentenceSchema }).optional(),
});
export type Part = z.infer<typeof partSchema>;

export const procedureSchema = z.strictObject({
  key: z.string().regex(/^\d+\.\d+$/),
  title: sentenceSchema,
  phase: z.int().min(1).max(5),
  level: z.int().min(1).max(3).optional(),
  summary: sentenceSchema,
  risk: sentenceSchema,
  estimateMinutes: z.strictObject({ from: minutesSchema, to: minutesSchema, isOurs: z.boolean().default(false) }),
  /** It cuts people off, so a plan is made for the target's maintenance window, or says that it runs outside of it. */
  needsWindow: z.boolean().optional(),
  /** Signals that this procedure usually mends; 1 is the first thing to try. */
  fits: z.array(z.strictObject({ signal: signalKindSchema, rank: z.int().min(1), because: sentenceSchema })),
  /** What approving any plan of it takes beyond what the severity does. */
  approval: approvalAskSchema.optional(),
  parameters: z.array(parameterSchema).default([]),
  /** In the order in which they are rolled back; written out when the runbook is loaded (lib/domain/expand-procedure.ts). */
  parts: z.array(partSchema).optional(),
  /** The branch a plan starts on, chosen when planning; each alternative is planned along with the first. */
  branches: z
    .array(
      z.strictObject({
        key: keySchema,
        title: sentenceSchema,
        about: sentenceSchema,
        needs: keySchema.optional(),
        /** Takes back what the run has done so far: part of every plan, and offered whenever the run waits. */
        isWayBack: z.boolean().optional(),
        /** Not to begin with: offered by a step only. */
        isAlternativeOnly: z.boolean().optional(),
      }),
    )
    .min(1),
  /** Looks taken before approval (lib/server/runs/preflight/): the key of each look and its arguments. */
  preflight: z
    .array(
      z.strictObject({
        look: keySchema,
        arguments: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
        when: whenSchema,
        /** The part whose parameters and branch the look is taken with. */
        part: z.string().optional(),
      }),
    )
    .min(1),
  steps: z.array(z.strictObject({ branch: keySchema.optional(), step: stepSchema })).min(1),
  /** Where the guide is wrong and what the console does about it. */
  notes: z.array(sentenceSchema).default([]),
  /** Left open by the procedure and carried into the report. */
  followUps: z
    .array(
      z.strictObject({
        when: z
          .strictObject({
            branch: keySchema.optional(),
            parameter: z.string().optional(),
            equals: z.string().optional(),
          })
          .optional(),
        text: sentenceSchema,
      }),
    )
    .default([]),
});
export type Procedure = z.infer<typeof procedureSchema>;
