import 'server-only';
import type { FiguresFilter, FiguresView, MeasuredIncident } from '@/lib/contracts/figures-view';
import type { Severity } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import {
  bucketKeys,
  buildBuckets,
  figuresFrom,
  figuresSummary,
  inTimeOf,
  spreadsOf,
} from '@/lib/domain/figures-over-time';
import { sinceMilestone } from '../audit/milestones';
import { authorise } from '../auth/authorise';
import { reachableSql, reachableTargets, reachKey } from '../auth/reach';
import { db } from '../db';
import { Prisma } from '../generated/prisma/client';
import { getCurrentRunbook } from '../runbooks/store-runbook';

/** More dots are a blot, and a table that nobody reads. */
const DOTS = 400;

/** How long people took over the last months or weeks, on the targets that this person reaches. */
export async function getFigures(me: Me, filter: FiguresFilter): Promise<FiguresView> {
  const person = await authorise(me, 'console.read');
  const { content } = await getCurrentRunbook();
  const { timeZone } = content.drills;
  const now = new Date();
  const keys = bucketKeys(now, timeZone, filter.by);
  const reach = await reachKey(person);
  const [figures, targets] = await Promise.all([
    figuresNow(JSON.stringify([reach, filter, keys[0], timeZone]), { person, filter, keys, timeZone }),
    db().target.findMany({ where: reachableTargets(person), select: { name: true }, orderBy: { name: 'asc' } }),
  ]);
  return {
    filter,
    ...figures,
    to: now.toISOString(),
    choices: {
      targets: targets.map(({ name }) => name),
      procedures: content.procedures.map(({ key, title }) => ({ key, title })),
    },
  };
}

type Asked = { person: Pick<Me, 'id' | 'role'>; filter: FiguresFilter; keys: string[]; timeZone: string };

/** Kept until an event comes that they are made from: pages ask again at every news. */
const figuresNow = sinceMilestone(async ({ person, filter, keys, timeZone }: Asked) => {
  const from = figuresFrom(keys, timeZone);
  const incidents = await readMeasured(person, filter, from);
  return {
    summary: figuresSummary(incidents, filter.by),
    totals: spreadsOf(incidents),
    inTime: inTimeOf(incidents),
    buckets: buildBuckets(incidents, keys, timeZone),
    dots: incidents.slice(0, DOTS),
    isCut: incidents.length > DOTS,
    from: from.toISOString(),
  };
}, 'figures');

/**
 * Each incident's own moments, newest first. They are a handful of its events, which have an index of their own
 * ("Event_figures"): none of the others is read. What was acted or approved first counts, as in the report. Read as one
 * text: of tens of thousands of rows each value is dear to hand over.
 */
async function readMeasured(
  person: Pick<Me, 'id' | 'role'>,
  { severity, target, procedure }: FiguresFilter,
  from: Date,
): Promise<MeasuredIncident[]> {
  const clean = (text: string) => text.replaceAll('\0', ' ');
  const wanted = Prisma.join(
    [
      reachableSql(person),
      Prisma.sql`i."declaredAt" >= ${from}`,
      ...(severity === '' ? [] : [Prisma.sql`i."severity" = ${severity}`]),
      ...(target === '' ? [] : [Prisma.sql`t."name" = ${clean(target)}`]),
      ...(procedure === ''
        ? []
        : [Prisma.sql`i."id" IN (SELECT "incidentId" FROM "Run" WHERE "procedureKey" = ${clean(procedure)})`]),
    ],
    ' AND ',
  );
  const since = (at: string) => Prisma.raw(`(extract(epoch FROM e."${at}" - i."declaredAt") * 1000)::float8`);
  const [row] = await db().$queryRaw<{ measured: string | null }[]>`
    SELECT json_agg(json_build_array(i."code", i."title", i."severity", i."isDrill",
             (extract(epoch FROM i."declaredAt") * 1000)::float8,
             ${since('actedAt')}, ${since('approvedAt')}, ${since('recoveredAt')}, e."startedAt" <= i."respondBy")
             ORDER BY i."declaredAt" DESC, i."code" DESC)::text AS measured
    FROM "Incident" i JOIN "Target" t ON t."id" = i."targetId"
    LEFT JOIN LATERAL (
      SELECT min("at") FILTER (WHERE "type" IN ('run.prepared', 'incident.severity_changed', 'escalation.started')) AS "actedAt",
             min("at") FILTER (WHERE "type" = 'approval.approved') AS "approvedAt",
             min("at") FILTER (WHERE "type" = 'incident.recovered') AS "recoveredAt",
             min("at") FILTER (WHERE "type" = 'run.started') AS "startedAt"
      FROM "Event" WHERE "incidentId" = i."id" AND "type" IN (${Prisma.raw(FIGURE_EVENTS)})
    ) e ON true
    WHERE ${wanted}`;
  return (JSON.parse(row?.measured ?? '[]') as Row[]).map(toMeasured);
}

/** Word for word those of the index "Event_figures", or it is not used. */
const FIGURE_EVENTS =
  "'run.prepared', 'incident.severity_changed', 'escalation.started', 'approval.approved', 'incident.recovered', 'run.started'";

type Row = [
  ...[code: string, title: string, severity: Severity, isDrill: boolean, declaredMs: number],
  ...[acknowledge: number | null, approve: number | null, restore: number | null, isInTime: boolean | null],
];

function toMeasured(row: Row): MeasuredIncident {
  const [code, title, severity, isDrill, declaredMs, acknowledge, approve, restore, isInTime] = row;
  const declaredAt = new Date(declaredMs).toISOString();
  return { code, title, severity, isDrill, declaredAt, acknowledge, approve, restore, isInTime };
}
