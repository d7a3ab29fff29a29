import type { Finding } from '@/lib/contracts/plan';
import { ok, warn } from './finding';

const WARN_PERCENT = 80;

export type ConnectionsRow = { used: number; usable: number; used_percent: number; hidden: number };

/** Connections in use against those that ordinary users can open, and those that this role cannot look into. */
export function judgeConnections(row: ConnectionsRow | undefined): Finding[] {
  const percent = Math.round(Number(row?.used_percent));
  const sentence = `${row?.used} of ${row?.usable} connections are in use (${percent} %).`;
  const judged =
    percent >= WARN_PERCENT
      ? warn('connections', sentence, 'The console needs one or two itself; free some first.')
      : ok('connections', sentence);
  if (!(Number(row?.hidden) > 0)) return [judged];
  const hidden = warn(
    'connections-hidden',
    `${row?.hidden} connections cannot be looked into; each may hold a lock that was not seen.`,
    "Grant the console's role pg_read_all_stats.",
  );
  return [hidden, judged];
}
