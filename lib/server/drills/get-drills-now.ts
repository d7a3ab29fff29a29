import 'server-only';
import type { DrillsNow } from '@/lib/contracts/drill-view';
import type { Me } from '@/lib/contracts/views';
import { drilledWords, isStale } from '@/lib/domain/drill-words';
import { momentOfReading } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { reachableSql } from '../auth/reach';
import { db } from '../db';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { type CardDrill, toDrillCard } from './drill-card';
import { getLastDrills } from './last-drills';

/** For Now: what runs, what is due, the next drill, and the procedures that nobody has drilled for over a month. */
export async function getDrillsNow(me: Me): Promise<DrillsNow> {
  const person = await authorise(me, 'console.read');
  const [{ content }, now, last, rows] = await Promise.all([
    getCurrentRunbook(),
    momentOfReading(),
    getLastDrills(person),
    readCardsNow(person),
  ]);
  const cards = rows.map((row) => toDrillCard(row, content, now));
  return {
    pressing: cards.filter(({ status }) => status === 'running' || status === 'due' || status === 'overdue'),
    next: cards.find(({ status }) => status === 'planned') ?? null,
    stale: content.procedures
      .filter(({ key }) => isStale(last.get(key) ?? null, now))
      .map(({ key, title }) => ({ key, title, drilled: drilledWords(last.get(key) ?? null, now) })),
    procedureCount: content.procedures.length,
  };
}

/** The soonest of those that are in the calendar. */
const SCHEDULED = 20;

/** Those that run, the oldest first, and then the next ones: what their cards say, and nothing of their incidents' plans. */
async function readCardsNow(person: Me): Promise<CardDrill[]> {
  type Row = Omit<CardDrill, 'incident'> & { runs: CardRow[] };
  const rows = await db().$queryRaw<Row[]>`
    /* planned once */ SELECT d."id", d."week", d."title", d."procedureKey", d."state", d."scheduledFor", d."finishedAt", d."reason", d."targetMs",
      jsonb_build_object('name', t."name", 'environment', t."environment") AS target,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('procedureKey', r."procedureKey", 'branch', r."branch", 'state', r."state",
          'startedAt', r."startedAt", 'finishedAt', r."finishedAt") ORDER BY r."createdAt"), '[]')
        FROM "Run" r WHERE r."incidentId" = d."incidentId") AS runs
    FROM (
      (SELECT * FROM "Drill" WHERE "state" = 'running')
      UNION ALL (SELECT x.* FROM "Drill" x JOIN "Target" t ON t."id" = x."targetId"
        WHERE x."state" = 'scheduled' AND ${reachableSql(person)} ORDER BY x."scheduledFor" LIMIT ${SCHEDULED})
    ) d JOIN "Target" t ON t."id" = d."targetId" WHERE ${reachableSql(person)}
    ORDER BY d."state", CASE d."state" WHEN 'running' THEN d."startedAt" ELSE d."scheduledFor" END`;
  return rows.map(({ runs, ...drill }) => ({ ...drill, incident: { runs: runs.map(withTimes) } }));
}

type CardRow = {
  procedureKey: string;
  branch: string;
  state: string;
  startedAt: string | null;
  finishedAt: string | null;
};

function withTimes({ startedAt, finishedAt, ...run }: CardRow) {
  const at = (text: string | null) => (text === null ? null : new Date(text));
  return { ...run, startedAt: at(startedAt), finishedAt: at(finishedAt) };
}
