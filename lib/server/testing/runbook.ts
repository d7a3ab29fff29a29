import type { z } from 'zod';
import { CHECKLIST_KEYS } from '@/lib/contracts/drill-plan';
import {
  type messagesSchema,
  type procedureSchema,
  type RunbookContent,
  runbookContentSchema,
} from '@/lib/contracts/runbook';

import { hashOf } from '../runbooks/load-runbook';

type ProcedureInput = z.input<typeof procedureSchema>;
type StepInput = ProcedureInput['steps'][number]['step'];
type CommandStep = Extract<StepInput, { kind: 'command' }>;
type CheckInput = NonNullable<StepInput['postcondition']>[number];

const words = (key: string) => ({
  key,
  title: `Step ${key}`,
  verb: `Do ${key}`,
  about: 'What the test needs.',
  estimateSeconds: 1,
  worksWhen: 'its trace is there',
  undo: 'nothing to undo',
});

function command(key: string, name: string, over: Partial<CommandStep> = {}): CommandStep {
  return { ...words(key), kind: 'command', effect: 'change', command: name, timeoutSeconds: 30, ...over };
}

const lines = (name: string, stdout: string): CheckInput => ({
  check: 'command',
  title: `${stdout} lines by ${name}`,
  command: name,
  expect: { stdout },
});

const append = (key: string, over: Partial<CommandStep> = {}) =>
  command(key, 'append', { postcondition: [lines('count', '1')], ...over });
const second = (key = 'second') => command(key, 'append-second', { postcondition: [lines('count-second', '1')] });
const slow = command('slow', 'slow', { postcondition: [lines('count', '1')] });
const manual: StepInput = {
  ...words('by-hand'),
  kind: 'manual',
  effect: 'change',
  instruction: 'Turn the valve.',
  timeoutSeconds: 600,
};
const dropIndex: StepInput = {
  ...words('drop'),
  kind: 'sql',
  effect: 'change',
  file: 'rollback/drop-index-concurrently.sql',
  parameters: { index: 'idx_test' },
  timeoutSeconds: 10,
  postcondition: [
    {
      check: 'sql',
      title: 'the index is gone',
      file: 'verify/index-gone.sql',
      parameters: { indexes: 'idx_test' },
      expect: { rows: 0 },
    },
  ],
};

/** One procedure a week, and one that this runbook does not have. */
const DRILLS = {
  timeZone: 'UTC',
  weekday: 'tuesday',
  at: '10:00',
  weeks: [['1.1', '1.2'], ['1.6'], ['9.9'], ['1.10']].map((procedures, index) => ({
    week: index + 1,
    title: `Week ${index + 1}`,
    procedures,
  })),
  exercises: ['1.1', '1.2', '1.6', '9.9'].map((procedure) => ({ procedure, fault: 'broken', signal: 'error_rate' })),
  checklist: CHECKLIST_KEYS.map((key) => ({ key, title: key })),
};

/** Procedures by what the tests do with them; each is one `steps` list, or a list by branch. */
const PROCEDURES: Record<string, ProcedureInput['steps']> = {
  '1.1': [{ step: append('append') }, { step: second() }],
  '1.2': [{ step: slow }, { step: second() }],
  '1.3': [
    { branch: 'first', step: command('fail', 'fail', { alternatives: ['other'] }) },
    { branch: 'other', step: append('instead') },
  ],
  '1.4': [{ step: command('without-effect', 'nothing', { postcondition: [lines('count', '1')] }) }],
  '1.5': [{ step: append('append') }, { step: command('fail', 'fail') }, { step: second() }],
  '1.6': [{ step: manual }, { step: append('append') }],
  '1.7': [{ step: command('talk', 'talk', { effect: 'read' }) }],
  '1.8': [{ step: dropIndex }],
  '1.9': [{ step: command('leak', 'leak', { postcondition: [lines('leak-in-check', '1')] }) }],
  '1.11': [
    { step: append('append') },
    { step: command('fail', 'fail') },
    { step: second('never') },
    { branch: 'back', step: append('already-so') },
    { branch: 'back', step: second('put-back') },
  ],
  '1.12': [
    { step: command('look', 'talk', { effect: 'read' }) },
    { step: append('guarded', { precondition: [lines('count-second', '1')] }) },
    { branch: 'back', step: second('put-back') },
  ],
  '1.13': [{ step: append('append') }, { step: second() }],
  '1.15': [
    {
      step: command('restart', 'unit-restart', {
        postcondition: [
          {
            check: 'process-restarted',
            title: 'it was restarted',
            command: 'unit-status',
            process: 'replyx-backend',
            withinSeconds: 1,
          },
        ],
      }),
    },
  ],
  '1.17': [{ step: append('append', { approval: { quorum: 2 } }) }, { step: second() }],
  '1.18': [
    { step: append('append') },
    { step: command('told-apart', 'append-second', { approval: { quorum: 2, separate: true } }) },
  ],
  '1.14': [{ step: append('append', { on: { order: 'together' } }) }],
  '1.16': [
    { step: append('append') },
    { step: command('chosen', 'fail', { when: [{ parameter: 'what', equals: 'fail' }] }) },
    { step: command('chosen-well', 'append-second', { when: [{ parameter: 'what', equals: 'nothing' }] }) },
    { step: command('last', 'nothing') },
  ],
  '1.10': [{ step: append('append') }, { step: command('for-good', 'append-second', { effect: 'irreversible' }) }],
};

const BRANCHES: Record<string, string[]> = {
  '1.3': ['first', 'other'],
  '1.11': ['main', 'back'],
  '1.12': ['main', 'back'],
};

const FOR_A_WINDOW: Partial<ProcedureInput> = {
  needsWindow: true,
  parameters: [
    {
      key: 'when',
      title: 'When',
      help: 'In the window, or now.',
      type: {
        kind: 'choice',
        choices: [
          { value: 'window', title: 'In the next maintenance window', isWindow: true },
          { value: 'now', title: 'Now, outside of it' },
        ],
      },
    },
  ],
  preflight: [{ look: 'maintenance-window', arguments: { when: '{when}' } }],
};

const WITH_A_CHOICE: Partial<ProcedureInput> = {
  parameters: [
    {
      key: 'what',
      title: 'What',
      help: 'One of them works.',
      type: {
        kind: 'choice',
        choices: [
          { value: 'fail', title: 'What fails' },
          { value: 'nothing', title: 'What works' },
        ],
      },
    },
  ],
};

function procedure([key, steps]: [string, ProcedureInput['steps']]): ProcedureInput {
  return {
    key,
    title: `Procedure ${key}`,
    phase: 1,
    summary: 'For tests.',
    risk: 'None.',
    estimateMinutes: { from: 1, to: 2 },
    fits: [{ signal: 'error_rate', rank: 1, because: 'the test says so' }],
    branches: (BRANCHES[key] ?? ['main']).map((branch) => ({
      key: branch,
      title: `Way ${branch}`,
      about: 'A way.',
      isWayBack: branch === 'back' || undefined,
    })),
    preflight: [{ look: 'target-fingerprint' }],
    steps,
    ...(key === '1.8' && { preflight: [{ look: 'target-fingerprint' }, { look: 'invalid-indexes' }] }),
    ...(key === '1.13' && FOR_A_WINDOW),
    ...(key === '1.16' && WITH_A_CHOICE),
  };
}

const MESSAGES: z.input<typeof messagesSchema> = {
  internal: {
    heading: 'Rollback in progress',
    resolvedHeading: 'Rollback finished',
    everyMinutes: 30,
    fields: [
      { field: 'phase', title: 'Phase' },
      { field: 'status', title: 'Current status' },
    ],
  },
  customer: {
    heading: 'Service update',
    opening: 'Something is wrong.',
    resolvedOpening: 'It is mended.',
    everyMinutes: 30,
    fields: [{ field: 'impact', title: 'Impact' }],
    closing: 'More in 30 minutes. Thank you.',
    resolvedClosing: 'Thank you.',
  },
  warnMinutes: 5,
  missed: [['on-call'], ['on-call', 'second']],
};

/** A small runbook with the whole catalogue's SQL, as it would be read from a folder. */
export function testRunbook(label: string, sql: Record<string, string>): { content: RunbookContent; hash: string } {
  const row = (severity: string, signal: string, approval: string, above?: number) => ({
    severity,
    when: `${signal} is seen`,
    triggers: [{ signal, above, sentence: `${signal} is seen.` }],
    respondMinutes: { from: 1, to: 15 },
    pace: 'soon',
    approval,
  });
  const content = runbookContentSchema.parse({
    key: 'test',
    title: 'Test runbook',
    label,
    dated: '2026-01-01',
    nextReview: '2026-07-01',
    owner: 'the tests',
    matrix: [
      row('critical', 'data_corruption', 'executive'),
      row('high', 'error_rate', 'team_lead', 50),
      row('medium', 'slowdown', 'developer', 100),
      row('low', 'minor_slowness', 'standard'),
    ],
    contacts: [
      { key: 'on-call', name: 'On call', notifiedFor: 'everything', when: { always: true } },
      { key: 'second', name: 'Second', notifiedFor: 'what was missed', when: {} },
      {
        key: 'board',
        name: 'Board',
        notifiedFor: 'what is critical',
        when: { severities: ['critical'], approvals: ['critical'] },
      },
    ],
    channels: [
      { key: 'slack', kind: 'slack', title: 'Slack', address: '#room' },
      { key: 'email', kind: 'email', title: 'E-mail', address: 'all@example.com' },
      { key: 'hotline', kind: 'hotline', title: 'Hotline', address: '' },
    ],
    messages: MESSAGES,
    immediate: [{ key: 'traces', check: lines('count', '1') }],
    escalation: [1, 2, 3].map((level) => ({
      level,
      when: `trouble of level ${level}`,
      condition:
        level === 3 ? { kind: 'target-down' } : { kind: 'run-failed', procedures: level === 2 ? ['1.4'] : undefined },
      notify: [['on-call'], ['on-call', 'second'], ['board']][level - 1] ?? [],
      clock: { minutes: 15 * level, words: 'to decide' },
      options: ['this', 'that'].map((key) => ({ key, title: `Do ${key}` })),
    })),
    comprehensive: [{ key: 'whole', title: 'All of it', checks: [lines('count', '1')] }],
    baseline: {
      minutes: 10,
      connections: 2,
      queries: [{ key: 'one', title: 'One', file: 'verify/select-1.sql' }],
      regression: { percent: { p50: 25, p95: 25, p99: 50, perSecond: 25 }, leastMs: 2 },
    },
    criteria: [{ key: 'seen', group: 'business', title: 'Users say so', measure: 'person' }],
    drills: DRILLS,
    procedures: Object.entries(PROCEDURES).map(procedure),
    sql: { ...sql },
  });
  return { content, hash: hashOf(content) };
}
