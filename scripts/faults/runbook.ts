import type { z } from 'zod';
import { type procedureSchema, type RunbookContent, runbookContentSchema } from '@/lib/contracts/runbook';
import { hashOf } from '@/lib/server/runbooks/load-runbook';
import { testRunbook } from '@/lib/server/testing/runbook';

type ProcedureInput = z.input<typeof procedureSchema>;
type StepInput = ProcedureInput['steps'][number]['step'];
type CommandStep = Extract<StepInput, { kind: 'command' }>;
type CheckInput = NonNullable<StepInput['postcondition']>[number];

const words = (key: string) => ({
  key,
  title: `Step ${key}`,
  verb: `Do ${key}`,
  about: 'What the trial needs.',
  estimateSeconds: 1,
  worksWhen: 'its line is there',
  undo: 'nothing to undo',
  timeoutSeconds: 120,
});

const says = (title: string, command: string, stdout: string): CheckInput => ({
  check: 'command',
  title,
  command,
  expect: { stdout },
});
const had = (which: string) => says(`the ${which} effect was had once`, `count-${which}`, '1');

function step(key: string, command: string, over: Partial<CommandStep> = {}): CommandStep {
  return { ...words(key), kind: 'command', effect: 'change', command, ...over };
}

const open = [says('the way is open', 'gate', 'open')];
const first = step('first', 'append-first', { precondition: open, postcondition: [had('first')] });
const second = step('second', 'append-second', { postcondition: [had('second')] });
const dropIndex: StepInput = {
  ...words('drop'),
  kind: 'sql',
  effect: 'change',
  file: 'rollback/drop-index-concurrently.sql',
  parameters: { index: 'idx_fault' },
  postcondition: [
    {
      check: 'sql',
      title: 'the index is gone',
      file: 'verify/index-gone.sql',
      parameters: { indexes: 'idx_fault' },
      expect: { rows: 0 },
    },
  ],
};
const dropView: StepInput = {
  ...words('drop-view'),
  kind: 'sql',
  effect: 'change',
  file: 'rollback/drop-view-cascade.sql',
  parameters: { view: 'view_fault' },
};

/** What the trials run, by what is done to it. */
const PROCEDURES = {
  /** Two effects that can be counted, with a gate before the first one and one while each is looked at. */
  '9.1': [first, second],
  /** An effect that stays until it is told, and one after it. */
  '9.2': [step('stay', 'stay', { postcondition: [had('first')] }), second],
  '9.3': [step('stubborn', 'stubborn', { timeoutSeconds: 2, postcondition: [had('first')] }), second],
  '9.4': [step('fail', 'fail'), second],
  '9.5': [dropIndex, second],
  '9.6': [dropView, second],
  '9.7': [step('pour', 'pour', { effect: 'read', timeoutSeconds: 600 })],
  '9.8': [step('linger', 'linger', { postcondition: [had('first')] }), second],
  '9.9': [step('stubborn', 'stubborn', { postcondition: [had('first')] }), second],
  '9.10': [step('backup', 'backup', { postcondition: [says('the backup is whole', 'backup-size', 'whole')] }), second],
} satisfies Record<string, StepInput[]>;
export type ProcedureKey = keyof typeof PROCEDURES;

function procedure([key, steps]: [string, StepInput[]]): ProcedureInput {
  return {
    key,
    title: `Procedure ${key}`,
    phase: 1,
    summary: 'For trials.',
    risk: 'None.',
    estimateMinutes: { from: 1, to: 2 },
    fits: [{ signal: 'error_rate', rank: 1, because: 'the trial says so' }],
    branches: [{ key: 'main', title: 'The way', about: 'A way.' }],
    preflight: [{ look: 'target-fingerprint' }],
    steps: steps.map((one) => ({ step: one })),
  };
}

/** The tests' runbook with the trials' procedures instead of its own; another label is another version. */
export function faultRunbook(label: string, sql: Record<string, string>): { content: RunbookContent; hash: string } {
  const { content } = testRunbook(label, sql);
  const procedures = Object.entries(PROCEDURES).map(procedure);
  const made = runbookContentSchema.parse({ ...content, procedures });
  return { content: made, hash: hashOf(made) };
}
