import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '../db';
import { newsAfter } from '../news-hub';
import { declare } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { appendEvent } from './append-event';
import { verifyChain } from './event-chain';
import { readEvents } from './read-events';

let at: TestConsole;
let incidents: string[];

beforeAll(async () => {
  at = await openTestConsole();
  incidents = [(await declare(at)).id, (await declare(at)).id];
});
afterAll(() => at.close());

const write = (incidentId: string, reason: string) =>
  db().$transaction((tx) =>
    appendEvent(tx, { type: 'run.aborted', incidentId, actor: at.people.engineer, data: { reason } }),
  );

describe('events', () => {
  it.each([
    ['updated', `update "Event" set type = 'run.started'`],
    ['moved to another incident', `update "Event" set "incidentId" = null`],
    ['deleted', 'delete from "Event"'],
    ['emptied', 'truncate "Event" cascade'],
    ['lost with their incident', 'delete from "Incident"'],
  ])('are never %s', async (_, sql) => {
    const before = await db().event.count();
    await expect(at.store.query(sql)).rejects.toThrow(/append-only|violates/);
    expect(await db().event.count()).toBe(before);
  });

  it('keep whole chains while thirty are appended at once to two incidents and the console’s own', async () => {
    const chains = [...incidents, null];
    const appends = Array.from({ length: 30 }, (_, index) => write(chains[index % 3] as string, `number ${index}`));
    await Promise.all(appends);
    for (const id of incidents) {
      const { headSeq, headHash } = await db().incident.findUniqueOrThrow({ where: { id } });
      const events = await readEvents(id);
      expect(verifyChain(events, { seq: headSeq, hash: headHash })).toMatchObject({ isWhole: true });
      expect(events.length).toBeGreaterThanOrEqual(12);
    }
    const own = await db().event.findMany({ where: { incidentId: null }, orderBy: { seq: 'asc' } });
    expect(verifyChain(own)).toMatchObject({ isWhole: true });
  });

  it.each([
    ['quotes, lines and other scripts', 'it said "no"\n\\ “nein” – Ünïcödé 日本 🧯 \u2028'],
    ['what looks like another part of the text', '","prevHash":"0","seq":1,"stepId":null}'],
    ['nothing', ''],
  ])('are hashed by the store as the verifier hashes them: %s', async (_, reason) => {
    const id = incidents[0] as string;
    const actor = { ...at.people.engineer, name: `${reason}'s writer` };
    await db().$transaction((tx) => appendEvent(tx, { type: 'run.aborted', incidentId: id, actor, data: { reason } }));
    const events = await readEvents(id);
    expect(events.at(-1)).toMatchObject({ actorName: actor.name, data: { reason } });
    expect(verifyChain(events)).toMatchObject({ isWhole: true });
  });

  it('that a transaction takes back leave no gap in the chain', async () => {
    const id = incidents[0] as string;
    const broken = db().$transaction(async (tx) => {
      await appendEvent(tx, { type: 'run.aborted', incidentId: id, actor: null, data: { reason: 'taken back' } });
      throw new Error('taken back');
    });
    await expect(broken).rejects.toThrow('taken back');
    await write(id, 'after it');
    expect(verifyChain(await readEvents(id))).toMatchObject({ isWhole: true });
  });
});

describe('news', () => {
  it('come without a gap and in order to whoever reads on while others write', async () => {
    let seen = BigInt((await newsAfter(0n, 10_000)).at(-1)?.id ?? 0);
    const start = seen;
    const heard: bigint[] = [];
    let isOver = false;
    const read = async () => {
      for (const { id } of await newsAfter(seen)) heard.push(BigInt(id));
      seen = heard.at(-1) ?? seen;
    };
    const reading = (async () => {
      while (!isOver) await read();
      await read();
    })();
    await Promise.all(Array.from({ length: 40 }, (_, i) => write(incidents[i % 2] as string, randomUUID())));
    isOver = true;
    await reading;
    const all = await db().event.findMany({
      where: { id: { gt: start } },
      orderBy: { id: 'asc' },
      select: { id: true },
    });
    expect(heard).toEqual(all.map(({ id }) => id));
    expect(heard).toHaveLength(40);
  });
});
