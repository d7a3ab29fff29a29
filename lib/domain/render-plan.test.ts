import { describe, expect, it } from 'vitest';
import { displayOf, fill, reachableBranches, renderPlan } from './render-plan';
import { COMMIT, commandStep, httpStep, inventory, placed, planInput, procedure, sqlStep } from './testing/fixtures';

const BACK = 'b'.repeat(40);
const only = (step: Record<string, unknown>, over: Parameters<typeof planInput>[0] = {}) =>
  renderPlan(planInput({ procedure: procedure({ steps: [{ step }, { step: httpStep() }] }), ...over })).steps[0];

describe('a step is rendered whole', () => {
  const step = only(commandStep());

  it('with the exact argument list, its host and its folder', () => {
    expect(step?.action).toEqual({
      kind: 'command',
      binding: 'git-checkout',
      host: 'app',
      argv: ['git', 'checkout', '--detach', COMMIT],
      cwd: '/srv/replyx',
    });
    expect(step).toMatchObject({ where: 'app', display: `git checkout --detach ${COMMIT}`, highlights: [COMMIT] });
  });

  it('with a short id in words and the whole one in what is checked', () => {
    expect(step).toMatchObject({ title: 'Check out 4f2a9c1', undo: 'Check out bbbbbbb again.' });
    expect(step?.postcondition[0]).toMatchObject({ title: 'it stands at 4f2a9c1', expect: { stdout: COMMIT } });
  });

  it('with times in milliseconds', () => {
    expect(step).toMatchObject({ estimateMs: 5000, timeoutMs: 60_000 });
  });

  it('with everything that approval binds', () => {
    const input = planInput();
    const { runbook, severity, target, parameters, branch, facts } = input;
    const procedureWords = { key: '1.1', title: 'Code deployment' };
    expect(renderPlan(input)).toMatchObject({
      runbook,
      severity,
      target,
      parameters,
      branch,
      facts,
      procedure: procedureWords,
    });
  });

  it('the same from the same input', () => {
    expect(JSON.stringify(renderPlan(planInput()))).toBe(JSON.stringify(renderPlan(planInput())));
  });
});

describe('a step that needs a fact', () => {
  const put = sqlStep({ parameters: {}, needsFact: 'previous_commit', undo: 'By hand: {previous_commit}' });

  it('is left out of the plan where the preflight has looked for it in vain, with the reason', () => {
    const missing = { facts: {}, missingFacts: { previous_commit: 'it was not there' } };
    expect(only(put, missing)).toMatchObject({
      plannedSkip: 'it was not there',
      display: 'Nothing: it was not there',
      undo: 'By hand: it was not there',
    });
    expect(only(put, { facts: {} })?.plannedSkip).toBe('The preflight did not find what it needs.');
  });

  it('is in the plan where the fact is there', () => {
    expect(only(put)).toMatchObject({ plannedSkip: null, undo: 'By hand: bbbbbbb' });
  });
});

describe('a placeholder', () => {
  it.each<[what: string, text: string, values: Record<string, string>, filled: string]>([
    ['is filled wherever it stands', '{a} and {a}', { a: '1' }, '1 and 1'],
    ['is filled once: a value with another one stays as it is', '{a}', { a: '{b}', b: 'no' }, '{b}'],
    ['that names itself stays as it is', '{a}', { a: '{a}{a}' }, '{a}{a}'],
    ['that nothing fills stays to be seen', '{missing}', {}, '{missing}'],
    ['is not found on the prototype', '{constructor} {toString}', {}, '{constructor} {toString}'],
    ['of a replacement pattern is text', '{a}', { a: "$& $1 $' $$" }, "$& $1 $' $$"],
    ['of a template is text', '{a}', { a: '{{constructor.constructor("x")()}}' }, '{{constructor.constructor("x")()}}'],
    ['may be empty', '[{a}]', { a: '' }, '[]'],
  ])('%s', (_, text, values, filled) => {
    expect(fill(text, values)).toBe(filled);
  });

  it('called __proto__ is text, even where a value has that name', () => {
    const values = JSON.parse('{"__proto__":"x","a":"1"}') as Record<string, string>;
    expect(fill('{__proto__} {a}', values)).toBe('{__proto__} 1');
  });

  it('is not read again in a value on its way into a command', () => {
    const step = only(commandStep(), { parameters: { commit: '{previous_commit}' } });
    expect(step?.action).toMatchObject({ argv: ['git', 'checkout', '--detach', '{previous_commit}'] });
  });

  it('takes the parameter before a fact of the same name, which a target could have made up', () => {
    const step = only(commandStep(), { facts: { commit: 'evil', previous_commit: BACK } });
    expect(step?.display).toBe(`git checkout --detach ${COMMIT}`);
  });

  it('never becomes an option', () => {
    expect(() => only(commandStep(), { parameters: { commit: '--upload-pack=x' } })).toThrow('refused');
  });
});

describe('what people read', () => {
  it('of SQL is the statement and each bound value behind it', () => {
    const step = only(sqlStep(), { facts: { index: 'idx_a', previous_commit: BACK } });
    expect(step).toMatchObject({ where: 'database replyx', display: "SELECT 'verify/index-gone.sql'\n-- $1 = idx_a" });
  });

  it.each(['\n', '\r\n', '\r'])('shows no line of a bound value as a statement of its own (%j)', (line) => {
    const text = displayOf({ kind: 'sql', file: 'f', text: 'SELECT $1', values: [`a${line}DROP TABLE users`] });
    expect(
      text
        .split(/[\r\n]+/)
        .slice(1)
        .every((l) => l.startsWith('--')),
    ).toBe(true);
    expect(text).toContain('DROP TABLE users');
  });

  it('of calls is each method and address, with each host once', () => {
    const step = only(httpStep({ endpoints: ['health', 'api-health'] }));
    expect(step?.where).toBe('127.0.0.1:8000');
    expect(step?.display).toBe('GET http://127.0.0.1:8000/health\nGET http://127.0.0.1:8000/api/health');
  });

  it('of a deed by hand is its instruction', () => {
    const manual = {
      ...httpStep(),
      kind: 'manual',
      effect: 'read',
      endpoints: undefined,
      instruction: 'Look at {commit}.',
    };
    expect(only(JSON.parse(JSON.stringify(manual)))).toMatchObject({ where: 'you', display: `Look at ${COMMIT}.` });
  });
});

describe('a plan holds', () => {
  const steps = [
    placed(commandStep({ key: 'common' })),
    placed(commandStep({ key: 'u', alternatives: ['other'] }), 'usual'),
    placed(commandStep({ key: 'o' }), 'other'),
    placed(commandStep({ key: 'when', when: { parameter: 'commit', equals: COMMIT } })),
    placed(commandStep({ key: 'never', when: { parameter: 'commit', equals: 'x' } })),
    placed(httpStep()),
  ];
  const keysOn = (branch: string) =>
    renderPlan(planInput({ branch, procedure: procedure({ steps }) })).steps.map(
      (step) => `${step.key}@${step.branch}`,
    );

  it('the chosen way and what its steps may fall back on, in the order of the runbook', () => {
    expect(keysOn('usual')).toEqual(['common@main', 'u@usual', 'o@other', 'when@main', 'verify@main']);
  });

  it('nothing of a way that no step leads to', () => {
    expect(keysOn('other')).toEqual(['common@main', 'o@other', 'when@main', 'verify@main']);
  });

  it('the alternatives of alternatives, in whatever order their steps stand', () => {
    const chain = procedure({
      steps: [
        placed(httpStep({ key: 'c' }), 'third'),
        placed(commandStep({ key: 'b', alternatives: ['third'] }), 'other'),
        placed(commandStep({ key: 'a', alternatives: ['other'] }), 'usual'),
      ],
    });
    expect([...reachableBranches(chain, 'usual')].sort()).toEqual(['other', 'third', 'usual']);
    expect([...reachableBranches(chain, 'third')]).toEqual(['third']);
  });

  it('two ways that lead to each other, and no end of them', () => {
    const circle = procedure({
      steps: [
        placed(commandStep({ key: 'a', alternatives: ['other'] }), 'usual'),
        placed(commandStep({ key: 'b', alternatives: ['usual'] }), 'other'),
      ],
    });
    expect([...reachableBranches(circle, 'usual')].sort()).toEqual(['other', 'usual']);
  });
});

describe('what the target lacks', () => {
  const nginx = { command: 'nginx-restart', arguments: {}, needs: { tool: 'nginx', otherwise: 'skip' } };

  it('is left out with the reason and how to get it', () => {
    const step = only(commandStep(nginx), { missingTools: ['nginx'] });
    expect(step?.plannedSkip).toBe('nginx is not on this target. Install it with apt.');
    expect(only(commandStep(nginx))?.plannedSkip).toBeNull();
    expect(only(commandStep(nginx), { missingTools: ['alembic'] })?.plannedSkip).toBeNull();
  });

  it('is not left out where the step cannot be done without', () => {
    const needs = { tool: 'nginx', otherwise: 'block' };
    expect(only(commandStep({ ...nginx, needs }), { missingTools: ['nginx'] })?.plannedSkip).toBeNull();
  });

  it.each([
    ['a command', commandStep({ command: 'unknown' }), 'has no command "unknown"'],
    ['a command by a name of the prototype', commandStep({ command: 'constructor' }), 'has no command "constructor"'],
    ['an endpoint', httpStep({ key: 'call', endpoints: ['unknown'] }), 'has no endpoint "unknown"'],
  ])('blocks the plan, by name: %s', (_, step, words) => {
    expect(() => only(step, { inventory: inventory() })).toThrow(expect.objectContaining({ code: 'blocked' }));
    expect(() => only(step)).toThrow(words);
  });
});

describe('a command bound to a role', () => {
  const hosts = ['app-1', 'app-2', 'db-1'].map((key) => ({
    key,
    kind: 'local',
    roles: [key.startsWith('app') ? 'app' : 'database', 'linux'],
  }));
  const target = inventory({ hosts });
  const on = (host: string, place?: Record<string, unknown>) =>
    only(commandStep(place && { on: place }), {
      inventory: { ...target, commands: { 'git-checkout': { host, argv: ['git', 'checkout', '{commit}'] } } },
    });

  it('names each host in the plan, which is what people approve', () => {
    const step = on('app');
    expect(step?.action).toMatchObject({ host: 'app', fanOut: { order: 'rolling', hosts: ['app-1', 'app-2'] } });
    expect(step?.where).toBe('app-1, app-2 (one after the other, stopping at the first failure)');
    expect(on('app', { order: 'together' })?.where).toBe('app-1, app-2 (all at once)');
    expect(on('app', { role: 'linux' })?.action).toMatchObject({ fanOut: { hosts: ['app-1', 'app-2', 'db-1'] } });
  });

  it('takes its time once for each host that comes after another', () => {
    expect([on('db-1'), on('app'), on('app', { order: 'together' })].map((step) => step?.estimateMs)).toEqual([
      5000, 10_000, 5000,
    ]);
  });

  it('is one host where one has the role, and nothing is planned where none has', () => {
    expect(on('database')).toMatchObject({ where: 'db-1', action: { host: 'db-1' } });
    expect(on('database')?.action).not.toHaveProperty('fanOut');
    expect(() => on('cache')).toThrow(/no host and no role "cache"/);
  });
});
