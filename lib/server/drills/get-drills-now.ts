import 'server-only';
import type { DrillsNow } from '@/lib/contracts/drill-view';
import type { Me } from '@/lib/contracts/views';
import { drilledWords, isStale } from '@/lib/domain/drill-words';
import { storeNow } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { reachableTargets } from '../auth/reach';
import { db } from '../db';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { toDrillCard } from './drill-card';
import { getLastDrills } from './last-drills';
import { drillInclude } from './load-drill';

/** For Now: what runs, what is due, the next drill, and the procedures that nobody has drilled for over a month. */
export async function getDrillsNow(me: Me): Promise<DrillsNow> {
  const person = await authorise(me, 'console.read');
  const target = reachableTargets(person);
  const { content } = await getCurrentRunbook();
  const [now, last, running, scheduled] = await Promise.all([
    storeNow(db()),
    getLastDrills(person),
    db().drill.findMany({ where: { state: 'running', target }, orderBy: { startedAt: 'asc' }, include: drillInclude }),
    db().drill.findMany({
      where: { state: 'scheduled', target },
      orderBy: { scheduledFor: 'asc' },
      take: 20,
      include: drillInclude,
    }),
  ]);
  const cards = [...running, ...scheduled].map((row) => toDrillCard(row, content, now));
  return {
    pressing: cards.filter(({ status }) => status === 'running' || status === 'due' || status === 'overdue'),
    next: cards.find(({ status }) => status === 'planned') ?? null,
    stale: content.procedures
      .filter(({ key }) => isStale(last.get(key) ?? null, now))
      .map(({ key, title }) => ({ key, title, drilled: drilledWords(last.get(key) ?? null, now) })),
    procedureCount: content.procedures.length,
  };
}
