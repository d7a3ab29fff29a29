import type { Finding } from '@/lib/contracts/plan';
import { block, ok } from './finding';

export type TargetRow = {
  system_identifier: string;
  database: string;
  is_in_recovery: boolean;
  server_version: string;
};
const KEY = 'target-fingerprint';

/** Another cluster or database than the registered one, or a standby: nothing may run there. */
export function judgeTarget(
  row: TargetRow | undefined,
  enrolled: { systemIdentifier: string; database: string },
): Finding {
  if (row?.system_identifier !== enrolled.systemIdentifier || row.database !== enrolled.database)
    return block(
      KEY,
      `This is another database than the registered one: ${row?.database} on system ${row?.system_identifier}.`,
      `The target is registered as ${enrolled.database} on system ${enrolled.systemIdentifier}. Register it anew if it really moved.`,
    );
  if (row.is_in_recovery)
    return block(
      KEY,
      'This server is a standby; nothing can be changed here.',
      'Point the target at the primary, or promote this server first.',
    );
  const version = row.server_version.split(' ').slice(0, 2).join(' ');
  return ok(KEY, `It is the registered database: ${row.database}, primary, ${version}.`);
}
