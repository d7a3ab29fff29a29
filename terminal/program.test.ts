import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readShippedRunbook, type Shipped } from '@/lib/server/testing/shipped-runbook';
import type { Command } from './command';
import { COMMANDS } from './commands';
import { toFailure } from './errors';
import { EXIT, EXIT_OF_ERROR } from './exit-codes';
import { healthShape } from './health-shapes';
import { buildProgram, isHelp } from './program';
import * as shapes from './shapes';
import * as values from './value-shapes';

const REACHED = new Error('the command would run');
const all = (commands: readonly Command[]): Command[] => commands.flatMap((one) => [one, ...all(one.children ?? [])]);

/** Whether a command line would be understood, without running anything. */
async function parse(words: readonly string[]): Promise<{ help: string; error: unknown }> {
  let help = '';
  const program = buildProgram(
    () => {
      throw REACHED;
    },
    () => undefined,
    (text) => {
      help += text;
    },
  );
  const error = await program.parseAsync(words, { from: 'user' }).catch((cause: unknown) => cause);
  return { help, error };
}

/** As a shell would: words between blanks, quotes kept together, nothing after a redirection. */
function shellWords(line: string): string[] {
  const [command = ''] = line.split(/ [>|] /);
  const words = [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
  return words.slice(words.indexOf('rollback') + 1);
}

describe.each(all(COMMANDS).map((one) => [one.name, one] as const))('%s', (_, one) => {
  it('has examples that are understood', async () => {
    expect(one.examples.length).toBeGreaterThan(0);
    for (const [line] of one.examples) expect([line, (await parse(shellWords(line))).error]).toEqual([line, REACHED]);
  });
});

it('explains each command, with its options, its examples and what is said of all', async () => {
  for (const one of COMMANDS) {
    const { help, error } = await parse([one.name, '--help']);
    expect(isHelp(error)).toBe(true);
    for (const words of ['--json', '--token-file', 'Examples:', one.examples[0]?.[0] ?? '?'])
      expect(help).toContain(words);
  }
});

let shipped: Shipped;
beforeAll(async () => {
  shipped = await readShippedRunbook();
});

it('names the backup that the shipped runbook restores unless somebody says otherwise', async () => {
  const backup = shipped.procedure('1.4').parameters.find(({ key }) => key === 'backup');
  const { help } = await parse(['restore', '--help']);
  expect(help.replaceAll(/\s+/g, ' ')).toContain(`(default: the runbook’s, ${backup?.default})`);
});

it.each([
  ['an unknown command', ['bogus'], /bogus/],
  ['an unknown option', ['status', '--bogus'], /--bogus/],
  ['an option that is missing', ['declare'], /--target/],
  ['a choice that there is not', ['run', '--settle', 'maybe'], /applied, run-again/],
  ['two decisions at once', ['run', '--retry', '--skip'], /cannot be used with/],
  ['too many words', ['status', 'one', 'two'], /too many arguments/i],
])('refuses %s in a sentence, as a wrong command line', async (_, words, said) => {
  const { error, exit } = toFailure((await parse(words)).error);
  expect(EXIT[exit].code).toBe(2);
  expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringMatching(said) });
  expect(error.message).toMatch(/^[A-Z].*[.!?)]$/s);
});

describe('exit codes', () => {
  it('are each their own, and 0 is for success alone', () => {
    const codes = Object.values(EXIT).map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(Object.entries(EXIT).filter(([, { code }]) => code === 0)).toHaveLength(1);
    expect(Object.values(EXIT_OF_ERROR)).not.toContain('ok');
  });

  it('are what docs/terminal.md says', () => {
    const text = readFileSync('docs/terminal.md', 'utf8');
    for (const { code, says } of Object.values(EXIT)) expect(text).toContain(`| ${code} | ${says} |`);
  });
});

describe('docs/terminal.md', () => {
  const text = readFileSync('docs/terminal.md', 'utf8');
  it('speaks of every command', () => {
    for (const one of COMMANDS) expect(text).toContain(`\`${one.name}`);
  });

  const SHAPES = {
    incident: shapes.incidentShape,
    run: shapes.runShape,
    step: shapes.stepShape,
    'side step': shapes.sideStepShape,
    finding: shapes.findingShape,
    approval: shapes.approvalShape,
    action: shapes.actionShape,
    check: shapes.checkShape,
    health: healthShape,
  };
  it.each(Object.entries(SHAPES))('names every field of %s, in order', (name, shape) => {
    const line = new RegExp(`^\\| ${name} \\| (.*) \\|$`, 'm').exec(text)?.[1] ?? '';
    expect([...line.matchAll(/`(\w+)`/g)].map(([, field]) => field)).toEqual(Object.keys(shape.shape));
  });

  // What the guide names for validating, measuring and knowing whom to call; an operator looks for these names.
  it.each([
    'rollback_indexes.sql',
    'rollback_migrations.py',
    'validate_rollback.py --quick',
    '`--full`',
    'emergency_restore.sh',
    'check_system_health.py',
    'health_check_full.sh',
    'benchmark_performance.py --duration',
    'compare_baselines.py --before --current',
    'validate_schema.py',
    'emergency_contacts.json',
    'escalation_matrix.json',
    'the alias for a phase 1 rollback',
    'the alias for an index rollback',
    'the alias for a health check',
  ])('says what to use instead of %s', (name) => {
    const table = text.split('## Instead of the guide')[1]?.split('\n## ')[0] ?? '';
    const row = table.split('\n').find((line) => line.split('|')[1]?.includes(name));
    expect(row?.split('|')[2]).toMatch(/`npx rollback [a-z]+/);
  });

  const VALUES = {
    tell: values.tellShape,
    escalate: values.escalateShape,
    'hand-over': values.handOverShape,
    benchmark: values.benchmarkShape,
    compare: values.compareShape,
    'drill list': values.drillListShape,
    sandbox: values.sandboxShape,
    output: values.outputShape,
    contacts: values.contactsShape,
    'follow-up list': values.followUpListShape,
  };
  it.each(Object.entries(VALUES))('names every field of what %s answers', (name, shape) => {
    const line = new RegExp(`^\\| \`${name}\` \\| (.*) \\|$`, 'm').exec(text.split('## JSON')[1] ?? '')?.[1] ?? '';
    const named = [...line.matchAll(/`(\w+)`/g)].map(([, field]) => field);
    expect(named).toEqual(expect.arrayContaining(Object.keys(shape.shape)));
  });

  it.each(
    [text, readFileSync('README.md', 'utf8')]
      .flatMap((document) => document.split('\n'))
      .flatMap((line) => /^npx (rollback [^#]*)/.exec(line)?.[1]?.trim() ?? []),
  )('shows a command line that is understood: %s', async (line) => {
    const { error } = await parse(shellWords(line));
    expect(error === REACHED || isHelp(error)).toBe(true);
  });
});
