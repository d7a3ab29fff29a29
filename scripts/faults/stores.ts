import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startEmbeddedStore } from '../lib/embedded-store';
import { executeOnce } from '../lib/execute-once';
import { migrate } from '../lib/migrate';

/** Two servers, as in production: the store never lies in the database that is rolled back. */
export async function openStores(folder: string) {
  const [store, target] = await Promise.all([
    startEmbeddedStore({
      folder: join(folder, 'store'),
      database: 'template_store',
      settings: { max_connections: '300' },
    }),
    startEmbeddedStore({ folder: join(folder, 'target'), settings: { max_connections: '200' } }),
  ]);
  await migrate(store.url);
  const copy = async (url: string, template: string) => {
    const name = `fault_${randomBytes(6).toString('hex')}`;
    await executeOnce(url.replace(/[^/]+$/, 'postgres'), `CREATE DATABASE ${name} TEMPLATE ${template}`);
    return url.replace(/[^/]+$/, name);
  };
  // One after the other: a template that is being copied cannot be copied.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const mine = last.then(act);
    last = mine.catch(() => undefined);
    return mine;
  };
  return {
    /** An empty migrated store and an empty database of their own. */
    make: () =>
      inTurn(async () => ({
        storeUrl: await copy(store.url, 'template_store'),
        databaseUrl: await copy(target.url, 'template0'),
      })),
    drop: ({ storeUrl, databaseUrl }: { storeUrl: string; databaseUrl: string }) =>
      inTurn(async () => {
        for (const url of [storeUrl, databaseUrl])
          await executeOnce(
            url.replace(/[^/]+$/, 'postgres'),
            `DROP DATABASE IF EXISTS ${url.split('/').at(-1)} WITH (FORCE)`,
          );
      }),
    stop: () => Promise.all([store.stop(), target.stop()]),
  };
}
export type Stores = Awaited<ReturnType<typeof openStores>>;
