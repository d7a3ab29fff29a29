import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestStore, type TestStore } from '../test/store';
import { migrate } from './migrate';

let store: TestStore;
let client: pg.Client;

beforeAll(async () => {
  store = await createTestStore();
  client = new pg.Client({ connectionString: store.url });
  await client.connect();
});

afterAll(async () => {
  await client?.end();
  await store?.drop();
});

const addEvent = (sequence: number) =>
  client.query(
    `INSERT INTO "Event" (seq, at, "actorName", type, data, "prevHash", hash) VALUES ($1, now(), '', '', '{}', '', '')`,
    [sequence],
  );

describe('the store', () => {
  it('has nothing to apply a second time', async () => {
    expect(await migrate(store.url)).toEqual([]);
  });

  it('never changes an event', async () => {
    await addEvent(1);
    for (const sql of ['UPDATE "Event" SET seq = 2', 'DELETE FROM "Event"', 'TRUNCATE "Event"']) {
      await expect(client.query(sql), sql).rejects.toThrow('append-only');
    }
  });

  it('never empties the runbook versions, not even in passing', async () => {
    await expect(client.query('TRUNCATE "RunbookVersion" CASCADE')).rejects.toThrow('append-only');
  });

  it('refuses a fork of the console-wide chain', async () => {
    await addEvent(7);
    await expect(addEvent(7)).rejects.toThrow('Event_incidentId_seq_key');
  });

  it('refuses a role that nobody knows', async () => {
    const insert = `INSERT INTO "Person" (id, email, name, role, "passwordHash")
      VALUES (gen_random_uuid(), 'kim@example.org', 'Kim', 'owner', '')`;
    await expect(client.query(insert)).rejects.toThrow('Person_role_known');
  });

  it('refuses to start on the store of a newer release', async () => {
    await client.query(`INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
      VALUES ('later', '', '99990101000000_later', now())`);
    await expect(migrate(store.url)).rejects.toThrow('The store is from a newer release');
    await client.query(`DELETE FROM _prisma_migrations WHERE id = 'later'`);
  });
});
