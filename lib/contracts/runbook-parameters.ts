import { z } from 'zod';
import { keySchema, sentenceSchema } from './runbook-words';

/** A part of a procedure that is there only where a parameter, or for a step a fact of the preflight, has this value. */
export const conditionSchema = z.strictObject({ parameter: z.string(), equals: z.string() });
export type Condition = z.infer<typeof conditionSchema>;
/** Several hold together. */
export const whenSchema = z.union([conditionSchema, z.array(conditionSchema)]).optional();

export const parameterSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9_]*$/),
  title: sentenceSchema,
  help: sentenceSchema,
  type: z.discriminatedUnion('kind', [
    /** One of what a binding of the target lists: commits, Alembic's revisions, backups. */
    z.strictObject({ kind: z.enum(['commit', 'revision', 'backup']), choicesFrom: keySchema }),
    z.strictObject({
      kind: z.literal('choice'),
      choices: z
        .array(
          z.strictObject({
            value: z.string(),
            title: sentenceSchema,
            /** Means the target's next maintenance window, which is shown with it. */
            isWindow: z.boolean().optional(),
          }),
        )
        .min(2),
    }),
  ]),
  default: z.string().optional(),
  /** Asked for only then. */
  when: whenSchema,
});
export type Parameter = z.infer<typeof parameterSchema>;
