import type { z } from 'zod';
import { type procedureSchema, type RunbookContent, runbookContentSchema } from '@/lib/contracts/runbook';
import { hashOf } from '@/lib/server/runbooks/load-runbook';
import { testRunbook } from '@/lib/server/testing/runbook';

export type Procedure = z.input<typeof procedureSchema>;
export type Step = Procedure['steps'][number]['step'];

const STEPS_A_RUN = 10;

export const words = (key: string) => ({
  key,
  title: `Step ${key}`,
  verb: `Do ${key}`,
  about: 'What is measured.',
  estimateSeconds: 1,
  worksWhen: 'it ends well',
  undo: 'nothing to undo',
  timeoutSeconds: 30,
});

const command = (key: string): Step => ({ ...words(key), kind: 'command', effect: 'read', command: 'nothing' });
const select = (key: string): Step => ({
  ...words(key),
  kind: 'sql',
  effect: 'read',
  file: 'verify/select-1.sql',
  parameters: {},
});

/** The procedures that are measured, by what their ten steps are. */
export const PROCEDURES = { commands: '9.1', selects: '9.2' } as const;

/** A runbook with the measured procedures in it and those of a topic, and the whole catalogue's SQL. */
export function benchRunbook(
  sql: Record<string, string>,
  ofTopic: readonly Procedure[] = [],
): { content: RunbookContent; hash: string } {
  const { content } = testRunbook('bench', sql);
  const procedures = [
    procedure(PROCEDURES.commands, tenTimes(command)),
    procedure(PROCEDURES.selects, tenTimes(select)),
    ...ofTopic,
  ];
  const measured = runbookContentSchema.parse({ ...content, procedures });
  return { content: measured, hash: hashOf(measured) };
}

const tenTimes = (step: (key: string) => Step) =>
  Array.from({ length: STEPS_A_RUN }, (_, at) => step(`step-${at + 1}`));

/** A procedure of these steps, one after the other. */
export function procedure(key: string, steps: readonly Step[]): Procedure {
  return {
    key,
    title: `Measured (${key})`,
    phase: 1,
    summary: 'For measuring.',
    risk: 'None.',
    estimateMinutes: { from: 1, to: 2 },
    fits: [{ signal: 'error_rate', rank: 1, because: 'it is measured' }],
    branches: [{ key: 'main', title: 'The way', about: 'A way.' }],
    preflight: [{ look: 'target-fingerprint' }],
    steps: steps.map((step) => ({ step })),
  };
}
