import { expect, it } from 'vitest';
import { commandStep, procedure } from '../testing/fixtures';
import { judgeTools } from './tools';

const nginx = { key: 'nginx', title: 'nginx', install: 'Install it with apt.' };
const plan = (otherwise: 'skip' | 'block', branch?: string) => ({
  steps: procedure({
    steps: [{ ...(branch && { branch }), step: commandStep({ needs: { tool: 'nginx', otherwise } }) }],
  }).steps,
  branch: 'usual',
  parameters: {},
});
const missing = (of: ReturnType<typeof plan>) => judgeTools([], [nginx], of)[0];

it.each([
  ['blocks where a step of this way cannot do without', missing(plan('block')), 'block'],
  ['is said where its step is left out', missing(plan('skip')), 'warn'],
  ['is said where only another way needs it', missing(plan('block', 'other')), 'warn'],
])('a tool that is missing %s', (_, finding, verdict) => {
  expect(finding).toMatchObject({
    key: 'tool-nginx',
    verdict,
    remedy: expect.stringContaining('Install it with apt.'),
  });
});

it('tools that answer are named together, and nothing is said of none', () => {
  const psql = { key: 'psql', title: 'psql', install: '' };
  expect(judgeTools([nginx, psql], [], plan('block'))).toMatchObject([
    { key: 'tools', verdict: 'ok', sentence: 'nginx, psql answer on the target.' },
  ]);
  expect(judgeTools([], [], plan('block'))).toEqual([]);
});
