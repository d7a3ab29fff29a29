import type { Client } from 'pg';
import { asOwner } from '../connection';
import { applyOptimisation, BASELINE_REVISION, databaseSql } from '../database';
import { deployRelease, listReleases, withdrawRelease } from '../releases';
import type { Sandbox } from '../sandbox';
import type { Fault } from './fault';

async function isConsolidated(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ yes: boolean }>(`SELECT to_regclass('telegram_bots') IS NOT NULL AS yes`);
  return rows[0]?.yes ?? false;
}

/** As "alembic upgrade head" would, which does not skip a revision that a rollback took away. */
async function consolidate(client: Client, { prepared }: Sandbox): Promise<void> {
  const { rows } = await client.query<{ revision: string }>('SELECT version_num AS revision FROM alembic_version');
  if (rows[0]?.revision === BASELINE_REVISION) await applyOptimisation(client, prepared.vector);
  // One message is one transaction.
  await client.query(databaseSql('consolidation-up.sql'));
}

export const failingTelegram: Fault = {
  key: 'failing-telegram',
  title: 'Failing Telegram',
  effect:
    'The Telegram bot answers 404 and all else works: a consolidated migration moved its tokens to another table.',
  async on(sandbox) {
    if (!(await listReleases(sandbox)).includes('consolidation')) await deployRelease(sandbox, 'consolidation');
    await asOwner(sandbox, async (client) => {
      if (!(await isConsolidated(client))) await consolidate(client, sandbox);
    });
  },
  async off(sandbox) {
    await asOwner(sandbox, async (client) => {
      if (await isConsolidated(client)) await client.query(databaseSql('consolidation-down.sql'));
    });
    await withdrawRelease(sandbox, 'consolidation');
  },
  isOn: (sandbox) => asOwner(sandbox, isConsolidated),
};
