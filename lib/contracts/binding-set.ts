import { z } from 'zod';

const keySchema = z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens');

/**
 * Commands that belong together, written once for whatever they are used on: `<name>` as a whole argument is replaced by
 * what a target says for that name, when its file is registered. `{name}` stays what it is, a parameter of the command.
 */
export const bindingSetSchema = z.strictObject({
  /** What each name stands for, in a sentence. */
  names: z.record(keySchema, z.string().min(1)).default({}),
  commands: z.record(
    keySchema,
    z.strictObject({ argv: z.array(z.string().min(1)).min(1), needs: keySchema.optional() }),
  ),
  tools: z
    .record(
      keySchema,
      z.strictObject({ title: z.string().min(1), check: z.array(z.string()).min(1), install: z.string().min(1) }),
    )
    .default({}),
});
export type BindingSet = z.infer<typeof bindingSetSchema>;

/** One use of a set in a target's file. */
export const boundSetSchema = z.strictObject({
  set: keySchema,
  /** A host or a role. */
  host: keySchema,
  names: z
    .record(
      keySchema,
      z.string().regex(/^[A-Za-z0-9][A-Za-z0-9:_.@/-]*$/, 'use letters, digits and : _ . @ / -; it is never an option'),
    )
    .default({}),
  /** The set's command → the name that the runbook's steps and checks know it by. What is not named here is left out. */
  as: z.record(keySchema, keySchema),
  cwd: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
});
export type BoundSet = z.infer<typeof boundSetSchema>;
