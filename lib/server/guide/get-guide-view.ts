import 'server-only';
import type { GuidedDrill, GuideState, GuideView } from '@/lib/contracts/guide-view';
import type { Environment } from '@/lib/contracts/target';
import type { Me } from '@/lib/contracts/views';
import { drillActions } from '@/lib/domain/drill-actions';
import { PERSON_LINES } from '@/lib/domain/drill-checklist';
import { whyNoDrill } from '@/lib/domain/drill-targets';
import { mayDo } from '@/lib/domain/permissions';
import { listOpenApprovals } from '../approvals/list-approvals';
import { authorise } from '../auth/authorise';
import { reachableSql } from '../auth/reach';
import { db } from '../db';
import { factsOfDrill } from '../drills/drill-facts';
import { type LoadedDrill, loadDrill } from '../drills/load-drill';
import { getCurrentRunbook } from '../runbooks/store-runbook';

/** Where this person stands on the way through a first drill. One that has ended the guide costs one row. */
export async function getGuideView(me: Me): Promise<GuideView> {
  const person = await authorise(me, 'console.read');
  const row = await db().person.findUniqueOrThrow({
    where: { id: person.id },
    select: { guide: true, guideSince: true },
  });
  const state = row.guide as GuideState;
  const canHold = mayDo(person.role, 'drill.run');
  if (state === 'ended')
    return { state, role: person.role, canHold, place: null, drill: null, approvals: [], demoPeople: [] };
  const [place, drill, approvals, demoPeople] = await Promise.all([
    findPlace(person),
    findDrill(person, row.guideSince),
    listOpenApprovals(person),
    listDemoPeople(person),
  ]);
  return {
    state,
    role: person.role,
    canHold,
    place,
    drill: drill && (await toGuidedDrill(drill, person)),
    approvals: approvals
      .filter((one) => one.isDrill && one.canDecide)
      .map(({ id, incidentTitle, requestedBy }) => ({ id, incidentTitle, requestedBy })),
    demoPeople,
  };
}

async function findPlace(person: Me): Promise<string | null> {
  const rows = await db().$queryRaw<{ name: string; environment: Environment; isDrillClone: boolean }[]>`
    /* planned once */ SELECT t."name", t."environment", coalesce((t."inventory"->>'isDrillClone')::boolean, false) AS "isDrillClone"
    FROM "Target" t WHERE t."isActive" AND ${reachableSql(person)} ORDER BY t."name"`;
  return rows.find((row) => whyNoDrill(row) === null)?.name ?? null;
}

/** The one that they started last with the guide; else one that somebody else holds, since a place has one at a time. */
async function findDrill(person: Me, since: Date): Promise<LoadedDrill | null> {
  const [mine] = await db().$queryRaw<{ id: string; state: string }[]>`
    /* planned once */ SELECT d."id", d."state" FROM "Drill" d JOIN "Target" t ON t."id" = d."targetId"
    WHERE d."startedById" = ${person.id}::uuid AND d."startedAt" >= ${since} AND ${reachableSql(person)}
    ORDER BY d."startedAt" DESC LIMIT 1`;
  if (mine && mine.state !== 'cancelled') return loadDrill(db(), mine.id);
  const [running] = await db().$queryRaw<{ id: string }[]>`
    /* planned once */ SELECT d."id" FROM "Drill" d JOIN "Target" t ON t."id" = d."targetId"
    WHERE d."state" = 'running' AND ${reachableSql(person)} ORDER BY d."startedAt" DESC NULLS LAST LIMIT 1`;
  return running ? loadDrill(db(), running.id) : null;
}

async function toGuidedDrill(drill: LoadedDrill, person: Me): Promise<GuidedDrill> {
  const { content } = await getCurrentRunbook();
  const { facts, lines } = await factsOfDrill(db(), drill, content);
  const primary = drillActions(facts, person.role).find(({ isPrimary }) => isPrimary);
  const starter = drill.startedById
    ? await db().person.findUnique({ where: { id: drill.startedById }, select: { name: true } })
    : null;
  return {
    id: drill.id,
    title: drill.title,
    procedureKey: drill.procedureKey,
    startedBy: starter?.name ?? 'somebody',
    isMine: drill.startedById === person.id,
    state: drill.state === 'done' ? 'done' : facts.incident === 'none' ? 'preparing' : facts.incident,
    incidentCode: drill.incident?.code ?? null,
    openLines: lines.flatMap(({ key, isDone }) =>
      !isDone && PERSON_LINES.includes(key) ? [key as GuidedDrill['openLines'][number]] : [],
    ),
    primary: primary ? { label: primary.label, disabledBecause: primary.disabledBecause ?? null } : null,
  };
}

async function listDemoPeople(person: Me): Promise<GuideView['demoPeople']> {
  const rows = await db().person.findMany({
    where: { isDemo: true, isActive: true, id: { not: person.id } },
    orderBy: { email: 'asc' },
    select: { name: true, email: true, role: true },
  });
  return rows as GuideView['demoPeople'];
}
