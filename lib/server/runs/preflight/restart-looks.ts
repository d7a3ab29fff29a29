import 'server-only';
import { block, ok } from '@/lib/domain/preflight/finding';
import { db } from '../../db';
import { logger } from '../../logger';
import { type Look, query } from './look';

/** Who is cut off when the server restarts. The console's own store must not be among them. */
export const clientConnections: Look = async (context) => {
  const rows = await query(context, 'preflight/client-connections.sql');
  const words = rows.map((row) => `${row.application} as ${row.usename} (${row.connections})`);
  const facts = { client_words: words.join(', ') || 'nobody' };
  const finding =
    rows.length === 0
      ? ok('client-connections', 'Nobody but the console is connected now.')
      : ok('client-connections', `Applications that lose their connections with the restart: ${rows.length}.`, words);
  if ((await storeSystemIdentifier()) !== context.target.inventory.fingerprint.systemIdentifier)
    return { facts, findings: [finding] };
  const own = block(
    'own-store',
    "The console's own store is on this very server, and would be cut off in the middle of the step.",
    'Restart the server by hand, or move the store to another one first.',
  );
  return { facts, findings: [own, finding] };
};

/** Null where the store's role may not ask: then it cannot be told, and a sandbox's store is another server anyway. */
async function storeSystemIdentifier(): Promise<string | null> {
  try {
    const [row] = await db().$queryRaw<{ id: string }[]>`SELECT system_identifier::text AS id FROM pg_control_system()`;
    return row?.id ?? null;
  } catch (error) {
    logger().warn({ err: error }, "which server the console's store is on cannot be told");
    return null;
  }
}
