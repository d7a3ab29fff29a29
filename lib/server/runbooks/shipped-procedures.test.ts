import { beforeAll, describe, expect, it } from 'vitest';
import type { Procedure } from '@/lib/contracts/runbook';
import { readShippedRunbook } from '../testing/shipped-runbook';

let procedures: Map<string, Procedure>;
beforeAll(async () => {
  const { runbook } = await readShippedRunbook();
  procedures = new Map(runbook.procedures.map((procedure) => [procedure.key, procedure]));
});

/** The guide's defects of each procedure, by words of the note that says what the console does instead. */
const DEFECTS: Record<string, string[]> = {
  '1.1': ['unquoted space', 'git checkout main', 'checks code out before "alembic downgrade"'],
  '1.2': ["LIKE 'idx_%'", 'drops 8 of the 35+ indexes'],
  '1.3': [],
  '1.4': ['points pg_restore at a plain .sql file', '--clean into the live database'],
  '2.1': [],
  '2.2': ['resets shared_preload_libraries', 'A reset changes nothing until'],
  '3.1': ['with a wildcard'],
  '4.1': ['pkill -f', 'with CASCADE'],
  '4.2': ['refuses with a TypeError', 'server connection per request', 'edits the file in place'],
  '5.1': [],
};

/** Changes whose very kind leaves nothing to take back say so in these words. */
const NOTHING_TO_UNDO = /^Nothing to undo, .{10,}/;

describe.each(Object.keys(DEFECTS))('procedure %s', (key) => {
  const procedure = () => procedures.get(key) as Procedure;
  const steps = () => procedure().steps.map(({ step }) => step);
  const changes = () => steps().filter(({ effect }) => effect !== 'read');

  it('says of every change what users notice', () => {
    for (const { key: step, usersNotice } of changes()) expect(usersNotice, step).toMatch(/^[A-Z].{10,}\.$/);
  });

  it('has a time budget, and an estimate and a limit of each step', () => {
    const { from, to } = procedure().estimateMinutes;
    expect(from).toBeGreaterThan(0);
    expect(to).toBeGreaterThan(from);
    for (const { key: step, estimateSeconds, timeoutSeconds } of steps())
      expect(timeoutSeconds, step).toBeGreaterThanOrEqual(estimateSeconds);
  });

  it('looks at the right target before approval, and at what it is about', () => {
    const looks = procedure().preflight.map(({ look }) => look);
    // A database that has to be restored may not answer: then the server is known by its own databases.
    expect(looks.some((look) => ['target-fingerprint', 'restore-databases'].includes(look))).toBe(true);
    expect(looks.length).toBeGreaterThan(2);
  });

  it('checks after each change that it took', () => {
    expect(changes().length).toBeGreaterThan(0);
    for (const step of changes()) expect(step.postcondition, step.key).not.toEqual([]);
  });

  it('says of each step how it is undone, or why there is nothing to undo', () => {
    for (const { key: step, effect, undo } of steps()) {
      if (effect === 'read') expect(undo, step).toMatch(NOTHING_TO_UNDO);
      if (/^nothing/i.test(undo)) expect(undo, step).toMatch(NOTHING_TO_UNDO);
      else expect(undo, step).toMatch(/^\S+ \S+/);
    }
  });

  it('has a way back, and one at most', () => {
    const back = procedure().branches.filter(({ isWayBack }) => isWayBack);
    expect(back).toHaveLength(1);
    expect(procedure().steps.some(({ branch }) => branch === back[0]?.key)).toBe(true);
  });

  it('notes what it does where the guide is wrong', () => {
    const notes = procedure().notes.join(' ');
    for (const words of DEFECTS[key] as string[]) expect(notes).toContain(words);
  });
});

it('leaves no procedure out', () => {
  expect([...procedures.keys()]).toEqual(Object.keys(DEFECTS));
});
