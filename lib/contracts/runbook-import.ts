import { z } from 'zod';
import type { ProcedureStepView } from './procedure-view';
import { procedureSchema } from './runbook-procedure';
import { keySchema, sentenceSchema, sqlFileSchema } from './runbook-words';

/** What one file may bring in: more than a person reads before they keep it would be kept unread. */
export const MAX_IMPORT_BYTES = 512 * 1024;
export const MAX_IMPORT_PROCEDURES = 20;
export const MAX_IMPORT_STEPS = 200;

/** A runbook that is brought in as one file. Its SQL is with it, each text under the name that its steps use. */
export const importedRunbookSchema = z.strictObject({
  key: keySchema.max(60),
  title: sentenceSchema.max(200),
  label: sentenceSchema.max(60),
  procedures: z
    .array(
      procedureSchema.omit({ parts: true }).extend({
        steps: procedureSchema.shape.steps.max(MAX_IMPORT_STEPS, `a procedure has at most ${MAX_IMPORT_STEPS} steps`),
      }),
    )
    .min(1)
    .max(MAX_IMPORT_PROCEDURES),
  sql: z.record(sqlFileSchema, z.string()).default({}),
});
export type ImportedRunbook = z.infer<typeof importedRunbookSchema>;

/** A file as it was chosen: its bytes decide what it is, so they travel as they are. */
export const importFileSchema = z.object({
  name: z.string().min(1, 'Choose a file.').max(255),
  base64: z
    .base64()
    .max(
      Math.ceil(MAX_IMPORT_BYTES / 3) * 4,
      `The file is longer than ${MAX_IMPORT_BYTES / 1024} KiB: nothing was read.`,
    ),
});
/** `hash` is the draft that the person saw: what is kept is that, and nothing else. */
export const keepImportSchema = importFileSchema.extend({ hash: z.string().regex(/^[0-9a-f]{64}$/) });

/** A sentence about a line of the file. */
export type ImportLine = { line: number; key: string; message: string };

export type ImportedProcedureView = { key: string; title: string; summary: string; steps: ProcedureStepView[] };
export type ImportDraftView = {
  name: string;
  key: string;
  title: string;
  label: string;
  procedures: ImportedProcedureView[];
  /** Why it cannot be kept; empty where it can. */
  refusals: ImportLine[];
  /** What was read otherwise than it is written, or left out. */
  notes: ImportLine[];
  /** Of what would be kept; null where there are refusals. */
  hash: string | null;
};

/** One of them, to be read. */
export type KeptRunbookPageView = Omit<KeptRunbookView, 'procedures'> & { procedures: ImportedProcedureView[] };

export type KeptRunbookView = {
  hash: string;
  key: string;
  label: string;
  title: string;
  procedures: string[];
  keptAt: string;
};
