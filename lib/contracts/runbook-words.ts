import { z } from 'zod';

/** What the parts of a runbook's form are made of. */
export const keySchema = z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens');
export const sentenceSchema = z.string().trim().min(1);
export const minutesSchema = z
  .number()
  .min(0)
  .max(24 * 60);
/** A file below `sql/`, by its folder and name. */
export const sqlFileSchema = z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+\.sql$/);

export const severitySchema = z.enum(['critical', 'high', 'medium', 'low']);
export type Severity = z.infer<typeof severitySchema>;

export const roleSchema = z.enum(['engineer', 'team_lead', 'executive', 'manager', 'administrator']);
export type Role = z.infer<typeof roleSchema>;
