import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RenderedStep } from '@/lib/contracts/plan';
import { db } from '../db';
import { openTarget } from '../targets/get-target';
import { registerTestTarget } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import type { Claim } from './claim-step';
import type { OutputRecorder } from './output-recorder';
import { performAction } from './perform-action';

const CANARY = 'canary-key-7f3a91';
let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

/** On a target whose own secret is the canary. */
async function perform(over: Partial<RenderedStep>) {
  const step = { effect: 'change', timeoutMs: 10_000, ...over } as RenderedStep;
  const { key } = await registerTestTarget(at);
  const { id } = await db().target.findUniqueOrThrow({ where: { key }, select: { id: true } });
  const said: string[] = [];
  const output = {
    write: (_stream: string, text: string) => said.push(text),
    note: (text: string) => said.push(text),
  } as unknown as OutputRecorder;
  const done = await performAction(step, {
    claim: { step: { id: randomUUID(), epoch: 1 }, rendered: step } as Claim,
    target: { ...(await openTarget(id)), sshKey: CANARY },
    signal: new AbortController().signal,
    output,
    tag: 'rollback-00000000-test',
  });
  return { done, said: said.join('\n') };
}

describe("the target's secret is masked", () => {
  it.each([
    ['one host', {}],
    // None is left to run it on: what is told beside it is all that is looked at here.
    ['several hosts', { fanOut: { order: 'rolling' as const, hosts: [] } }],
  ])('in the progress of a command on %s', async (_where, over) => {
    const progress = { text: `select 'half of ${CANARY}' as said`, values: [] };
    const action = { kind: 'command' as const, binding: 'nothing', host: 'here', argv: ['true'], progress, ...over };
    const { done, said } = await perform({ action });
    expect(done.state).toBe('succeeded');
    expect(said).toContain('half of ••••••');
    expect(said).not.toContain(CANARY);
  });

  it('in the name of whoever is in the way of a statement', async () => {
    const holder = new pg.Client({ connectionString: at.databaseUrl, application_name: `report ${CANARY}` });
    await holder.connect();
    try {
      await at.database.query('create table held (id int)');
      await holder.query('begin; lock table held in access exclusive mode');
      const action = { kind: 'sql' as const, text: 'drop table held', values: [], lockTimeoutMs: 1_500 };
      const { done, said } = await perform({ action: action as unknown as RenderedStep['action'] });
      expect(done).toMatchObject({ state: 'failed', summary: expect.stringContaining('report ••••••') });
      expect(said + done.summary).not.toContain(CANARY);
    } finally {
      await holder.end();
    }
  });
});
