import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  ACTIVE_RUN_STATES,
  canMoveRun,
  canMoveStep,
  FINAL_RUN_STATES,
  RUN_EDGES,
  RUN_STATES,
  SETTLED_STEP_STATES,
  STEP_EDGES,
  STEP_STATES,
  UNSETTLED_STEP_STATES,
} from './run-states';

const MIGRATIONS = new URL('../../prisma/migrations/', import.meta.url);
const migrations = readdirSync(MIGRATIONS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort()
  .map((name) => readFileSync(new URL(`${name}/migration.sql`, MIGRATIONS), 'utf8'))
  .join('\n');

/** The states of the newest CHECK constraint of this name. */
function statesInStore(constraint: string): string[] {
  const found = [...migrations.matchAll(new RegExp(`"${constraint}" CHECK \\(state IN\\s*\\(([^)]*)\\)`, 'g'))].at(-1);
  return [...(found?.[1] ?? '').matchAll(/'([a-z_]+)'/g)].map((match) => match[1] as string);
}

it('the store knows exactly the states of the table', () => {
  expect(statesInStore('Run_state_known')).toEqual([...RUN_STATES]);
  expect(statesInStore('Step_state_known')).toEqual([...STEP_STATES]);
});

it('the store lets one run hold a target for as long as the table says', () => {
  const [, states = ''] = /"Run_one_active_per_target"[^;]*WHERE state IN \(([^)]*)\)/.exec(migrations) ?? [];
  expect([...states.matchAll(/'([a-z_]+)'/g)].map((match) => match[1])).toEqual(ACTIVE_RUN_STATES);
});

describe.each([
  ['run', RUN_STATES as readonly string[], RUN_EDGES as readonly { from: string; to: string; when: string }[]],
  ['step', STEP_STATES as readonly string[], STEP_EDGES as readonly { from: string; to: string; when: string }[]],
])('the edges of a %s', (_, states, edges) => {
  it('join states that exist, no state with itself, and say when', () => {
    for (const { from, to, when } of edges) {
      expect(states).toContain(from);
      expect(states).toContain(to);
      expect(from).not.toBe(to);
      expect(when.length).toBeGreaterThan(10);
    }
  });

  it('are listed once each', () => {
    const listed = edges.map(({ from, to }) => `${from} → ${to}`);
    expect(new Set(listed).size).toBe(listed.length);
  });

  it('lead from the first state to every other', () => {
    const reached = new Set([states[0] as string]);
    for (const at of reached) for (const { from, to } of edges) if (from === at) reached.add(to);
    expect([...reached].sort()).toEqual([...states].sort());
  });
});

const statesBefore = (edges: readonly { from: string; to: string }[], to: string) =>
  edges.filter((edge) => edge.to === to).map((edge) => edge.from);

describe('a run', () => {
  it('ends for good: no edge leaves succeeded, failed or aborted', () => {
    expect(FINAL_RUN_STATES).toEqual(['succeeded', 'failed', 'aborted']);
  });

  it('can come to an end from every state', () => {
    const ending = new Set<string>(FINAL_RUN_STATES);
    for (const at of ending) for (const { from, to } of RUN_EDGES) if (to === at) ending.add(from);
    expect([...ending].sort()).toEqual([...RUN_STATES].sort());
  });

  it('starts from an approval and from nothing else', () => {
    expect(statesBefore(RUN_EDGES, 'running')).toEqual(['approved', 'waiting']);
    expect(statesBefore(RUN_EDGES, 'waiting')).toEqual(['running']);
    expect(statesBefore(RUN_EDGES, 'approved')).toEqual(['awaiting_approval']);
  });

  it.each([
    ['draft', 'approved'],
    ['draft', 'running'],
    ['awaiting_approval', 'running'],
    ['approved', 'succeeded'],
    ['succeeded', 'running'],
    ['aborted', 'draft'],
  ] as const)('never goes from %s to %s', (from, to) => {
    expect(canMoveRun(from, to)).toBe(false);
  });
});

describe('a step', () => {
  it('runs only after it was made ready, and succeeds only by running or by a person who saw the probe', () => {
    expect(statesBefore(STEP_EDGES, 'running')).toEqual(['ready']);
    expect(statesBefore(STEP_EDGES, 'succeeded')).toEqual(['running', 'unknown']);
  });

  it('becomes failed or unknown only from running', () => {
    expect(statesBefore(STEP_EDGES, 'failed')).toEqual(['running']);
    expect(statesBefore(STEP_EDGES, 'unknown')).toEqual(['running']);
  });

  it.each(['succeeded', 'skipped'] as const)('that is %s is never started again', (state) => {
    expect(STEP_EDGES.filter((edge) => edge.from === state)).toEqual([]);
    expect(SETTLED_STEP_STATES).toContain(state);
  });

  it('that nobody settled can be run again or passed over, by a person', () => {
    for (const state of UNSETTLED_STEP_STATES) {
      expect(canMoveStep(state, 'ready')).toBe(true);
      expect(canMoveStep(state, 'skipped')).toBe(true);
      expect(canMoveStep(state, 'running')).toBe(false);
    }
  });

  it('is never both settled and unsettled', () => {
    expect(SETTLED_STEP_STATES.filter((state) => UNSETTLED_STEP_STATES.includes(state))).toEqual([]);
  });
});
