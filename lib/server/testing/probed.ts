import type { HealthSeries } from '@/lib/contracts/health-view';
import type { Inventory } from '@/lib/contracts/target';
import { isHealthy, slowdownPercent } from '@/lib/domain/health';
import { db } from '../db';
import { getHealthSeries } from '../targets/get-health-series';
import { probeTargets } from '../targets/probe-targets';
import type { ConsoleOnTarget } from './shipped';
import type { People } from './test-console';
import { until } from './until';

/** What is probed: all that it takes of a console. */
type Probed = { people: Pick<People, 'engineer'>; target: Pick<ConsoleOnTarget['target'], 'key' | 'inventory'> };

export type ProberVerdict = {
  /**
   * By the product's own bound of what is well, over the points that it draws: each of them is well, or none is and calls
   * fail, or none is and they are slow. `mixed` is neither a fault that is seen nor one that is mended.
   */
  users: 'well' | 'failing' | 'slow' | 'mixed';
  errorRatePercent: number;
  /** By the slowest point. */
  slowdownPercent: number;
  /** Endpoints of which a call failed, in the alphabet's order. */
  failing: string[];
  series: HealthSeries;
};

/** Lets the console's prober call everything some times at once, and judges the series that the product then draws. */
export async function probed(at: Probed, rounds = 4): Promise<ProberVerdict> {
  const from = new Date();
  for (let round = 0; round < rounds; round += 1) await probeTargets();
  const series = await getHealthSeries(at.people.engineer, {
    key: at.target.key,
    minutes: null,
    from: from.toISOString(),
    to: null,
  });
  return { ...judge(series, at.target.inventory.baseline), failing: await listFailing(at, series), series };
}

/** From here on the decision matrix calls performance degraded. Every fault that slows takes several times as long. */
const DEGRADED_PERCENT = 300;

/**
 * The first verdict that what was broken is mended: no call fails, and none of the points is as slow as the decision matrix
 * counts. Fails with the last verdict where there is none. Users who are well by the product's own bound are more than
 * that, and more than a machine that runs other tests besides can promise.
 */
export async function probedMended(at: Probed, withinMs = 60_000): Promise<ProberVerdict> {
  let last: ProberVerdict | undefined;
  const look = async () => {
    last = await probed(at);
    return last.errorRatePercent === 0 && last.slowdownPercent <= DEGRADED_PERCENT ? last : null;
  };
  return until('what was broken to be mended', look, withinMs).catch((error: Error) => {
    throw new Error(`${error.message}; last seen: ${JSON.stringify(last)}`);
  });
}

function judge({ points }: HealthSeries, baseline: Inventory['baseline']) {
  if (points.length === 0) throw new Error('the prober has kept nothing of this target');
  const calls = points.reduce((sum, point) => sum + point.calls, 0);
  const failed = points.reduce((sum, point) => sum + (point.errorRatePercent / 100) * point.calls, 0);
  return {
    users: usersOf(points, baseline),
    errorRatePercent: Math.round((1000 * failed) / calls) / 10,
    slowdownPercent: slowdownPercent(Math.max(...points.map((point) => point.p95Ms)), baseline.p95Ms),
  };
}

function usersOf(points: HealthSeries['points'], baseline: Inventory['baseline']): ProberVerdict['users'] {
  const unwell = points.filter((point) => !isHealthy(point, baseline));
  if (unwell.length === 0) return 'well';
  if (unwell.length < points.length) return 'mixed';
  const isSlowOnly = unwell.every(({ errorRatePercent }) => isHealthy({ errorRatePercent, p95Ms: 0 }, baseline));
  return isSlowOnly ? 'slow' : 'failing';
}

/** The series does not tell endpoints apart; the samples that it is made of do. */
async function listFailing({ target }: Probed, { from, to }: HealthSeries): Promise<string[]> {
  const failed = await db().probeSample.findMany({
    where: { target: { key: target.key }, isOk: false, at: { gt: new Date(from), lte: new Date(to) } },
    distinct: ['endpoint'],
    orderBy: { endpoint: 'asc' },
  });
  return failed.map((sample) => sample.endpoint);
}
