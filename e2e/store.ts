import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { findEmbeddedStoreUrl } from '../scripts/lib/embedded-store';

const folder = () => join(process.env.CONSOLE_DATA_DIR ?? '.data', 'store');

/** Asks the console's own store, as the user that the console has there. */
export async function askStore<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
  return askAt(process.env.DATABASE_URL || findEmbeddedStoreUrl(folder()), text, values);
}

function ownerUrl(): string {
  const url = new URL(findEmbeddedStoreUrl(folder()) as string);
  url.username = 'console';
  url.password = readFileSync(join(folder(), 'password'), 'utf8').trim();
  return process.env.DATABASE_OWNER_URL || url.href;
}

/** As the store's owner, for what the console itself may not do: its tables. */
async function askAsOwner(text: string): Promise<void> {
  await askAt(ownerUrl(), text, []);
}

async function askAt<Row extends pg.QueryResultRow>(
  connectionString: string | undefined,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(text, values.length ? values : undefined)).rows;
  } finally {
    await client.end();
  }
}

/** As if somebody had signed in five minutes earlier, in all of their browsers: nobody waits that long in a test. */
export async function ageSignIns(who: string): Promise<void> {
  await askStore(
    `update "AuthSession" s set "freshAt" = s."freshAt" - interval '5 minutes'
     from "Person" p where p."id" = s."personId" and p."email" = $1`,
    [`${who}@demo.example`],
  );
}

/** As if the hour of a request were over; the console's own watch then says that it expired. */
export async function expireRequest(approvalId: string): Promise<void> {
  await askStore(`update "Approval" set "expiresAt" = now() - interval '1 second' where "id" = $1::uuid`, [approvalId]);
}

/**
 * While `work` runs there is one person more, an engineer without a team, and every target is a team's of all others.
 * Then the targets are everybody's again.
 */
export async function withOutsider(work: () => Promise<void>): Promise<void> {
  const team = `(select "id" from "Team" where "key" = 'insiders')`;
  await askStore(
    `insert into "Person" ("id", "email", "name", "role", "passwordHash")
     select gen_random_uuid(), 'outsider@demo.example', 'Demo Outsider', 'engineer', "passwordHash"
     from "Person" where "email" = 'engineer@demo.example' on conflict ("email") do update set "isActive" = true`,
  );
  await askStore(
    `insert into "Team" ("id", "key", "name") values (gen_random_uuid(), 'insiders', 'Insiders') on conflict do nothing`,
  );
  await askStore(
    `insert into "Membership" ("teamId", "personId") select ${team}, "id" from "Person"
     where "email" <> 'outsider@demo.example' on conflict do nothing`,
  );
  await askStore(`update "Target" set "teamId" = ${team} where "teamId" is null`);
  try {
    await work();
  } finally {
    await askStore(`update "Target" set "teamId" = null where "teamId" = ${team}`);
    await askStore(`delete from "Team" where "key" = 'insiders'`);
    await askStore(`update "Person" set "isActive" = false where "email" = 'outsider@demo.example'`);
    await askStore(
      `delete from "AuthSession" using "Person" p where p."id" = "personId" and p."email" = 'outsider@demo.example'`,
    );
  }
}

/** While `work` runs nobody else can read the table: what needs it waits. */
export async function withLocked(table: string, work: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl() });
  await client.connect();
  try {
    await client.query(`begin; lock table "${table}" in access exclusive mode`);
    await work();
  } finally {
    // With its connection goes its lock.
    await client.end();
  }
}

/** While `work` runs the table is away: whoever reads it is answered with an error. */
export async function withoutTable(table: string, work: () => Promise<void>): Promise<void> {
  await askAsOwner(`alter table "${table}" rename to "${table}_away"`);
  try {
    await work();
  } finally {
    await askAsOwner(`alter table "${table}_away" rename to "${table}"`);
  }
}

/** While `work` runs the console finds nobody in it, as on the day of its first start. */
export async function withoutPeople(work: () => Promise<void>): Promise<void> {
  await askAsOwner(`begin; alter table "Person" rename to "Person_away";
    create table "Person" (like "Person_away"); grant select on "Person" to public; commit`);
  try {
    await work();
  } finally {
    await askAsOwner(`begin; drop table "Person"; alter table "Person_away" rename to "Person"; commit`);
  }
}

/** As if somebody had ended the guide for newcomers, which would stand beside what a test looks for. */
export async function endGuide(who: string): Promise<void> {
  await askStore(`update "Person" set "guide" = 'ended' where "email" = $1`, [`${who}@demo.example`]);
}
