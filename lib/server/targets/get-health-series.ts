import 'server-only';
import type { HealthSeries } from '@/lib/contracts/health-view';
import type { Me } from '@/lib/contracts/views';
import { authoriseFor } from '../auth/authorise-for';
import { getTargetByKey } from './get-target';
import { readHealthSeries } from './health';

const MAX_MINUTES = 24 * 60;

/** The last minutes (15 unless said), or the time between two moments; never more than a day. */
export async function getHealthSeries(
  me: Me,
  { key, minutes, from, to }: { key: string; minutes: string | null; from: string | null; to: string | null },
): Promise<HealthSeries> {
  await authoriseFor(me, 'console.read', { target: key });
  const target = await getTargetByKey(key);
  const end = parseTime(to) ?? new Date();
  const wanted = Math.min(MAX_MINUTES, Math.max(1, Number(minutes) || 15));
  const earliest = new Date(end.getTime() - MAX_MINUTES * 60_000);
  const start = parseTime(from) ?? new Date(end.getTime() - wanted * 60_000);
  return readHealthSeries(target.id, start < earliest ? earliest : start, end);
}

function parseTime(text: string | null): Date | null {
  const time = text ? new Date(text) : null;
  return time && !Number.isNaN(time.getTime()) ? time : null;
}
