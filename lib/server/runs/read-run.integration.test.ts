import { afterAll, beforeAll, expect, it } from 'vitest';
import { db } from '../db';
import { approvedRun, startedRun, workOff } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { loadRun, TOLD_TO_TEAM } from './load-run';

let at: TestConsole;

beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

/** The same by the store's client, which knows each column's type. */
const byClient = (id: string) =>
  db().run.findUnique({
    where: { id },
    include: {
      incident: {
        include: {
          messages: { where: TOLD_TO_TEAM, select: { audience: true, kind: true, state: true, reaches: true } },
        },
      },
      target: true,
      steps: { orderBy: { ordinal: 'asc' } },
      approvals: {
        where: { sideStepId: null },
        orderBy: { requestedAt: 'desc' },
        include: { decisions: { include: { person: true } } },
      },
    },
  });

it('a run that is read in one question is, value by value, what the store’s client reads in eight', async () => {
  const approved = await approvedRun(at);
  const ended = await startedRun(at, { procedure: '1.3' });
  await workOff(ended);
  for (const { runId } of [approved, ended]) {
    const { untoldBecause, isTurnedRound, isWindowOpen, besidePlan, besideNeeds, denials, ...read } = await loadRun(
      db(),
      runId,
    );
    expect({ untoldBecause, isTurnedRound, isWindowOpen, besidePlan, denials }).toEqual({
      denials: [],
      untoldBecause: null,
      isTurnedRound: false,
      isWindowOpen: null,
      besidePlan: undefined,
    });
    expect(besideNeeds.length).toBeGreaterThan(0);
    expect(read).toEqual(await byClient(runId));
    expect(read.incident.messages.length).toBeGreaterThan(0);
    expect(read.approvals[0]?.decisions[0]?.person.createdAt).toBeInstanceOf(Date);
  }
});
