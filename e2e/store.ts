import { join } from 'node:path';
import pg from 'pg';
import { findEmbeddedStoreUrl } from '../scripts/lib/embedded-store';

/** As if somebody had signed in five minutes earlier, in all of their browsers: nobody waits that long in a test. */
export async function ageSignIns(who: string): Promise<void> {
  const connectionString =
    process.env.DATABASE_URL ?? findEmbeddedStoreUrl(join(process.env.CONSOLE_DATA_DIR ?? '.data', 'store'));
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(
      `update "AuthSession" s set "freshAt" = s."freshAt" - interval '5 minutes'
       from "Person" p where p."id" = s."personId" and p."email" = $1`,
      [`${who}@demo.example`],
    );
  } finally {
    await client.end();
  }
}
