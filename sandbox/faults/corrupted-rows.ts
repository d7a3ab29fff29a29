import type { Client } from 'pg';
import { asOwner } from '../connection';
import { databaseSql } from '../database';
import type { Fault } from './fault';

const IS_CORRUPTED = `
  SELECT EXISTS (SELECT FROM assistants WHERE model NOT IN ('small', 'large'))
      OR EXISTS (SELECT FROM dialog_messages WHERE id > 190000 AND sender NOT IN ('user', 'assistant')) AS yes`;

async function isCorrupted(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ yes: boolean }>(IS_CORRUPTED);
  return rows[0]?.yes ?? false;
}

export const corruptedRows: Fault = {
  key: 'corrupted-rows',
  title: 'Corrupted rows',
  effect: 'Assistants answer 500 and recent dialogs an error: 600 assistants and 10,000 messages were overwritten.',
  on: (sandbox) =>
    asOwner(sandbox, async (client) => {
      // One message is one transaction.
      if (!(await isCorrupted(client))) await client.query(databaseSql('corrupt-rows.sql'));
    }),
  off: (sandbox) =>
    asOwner(sandbox, async (client) => {
      if (await isCorrupted(client)) await client.query(databaseSql('repair-rows.sql'));
    }),
  isOn: (sandbox) => asOwner(sandbox, isCorrupted),
};
