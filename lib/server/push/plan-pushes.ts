import 'server-only';
import type { EventType } from '@/lib/domain/events';
import { PUSHED_EVENTS, type PushPlan, planPushes } from '@/lib/domain/push-rules';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { db } from '../db';
import type { Event, Push } from '../generated/prisma/client';
import { logger } from '../logger';
import { findPushKey } from './push-key';
import { type About, readAbout } from './read-facts';
import { whoIsTold } from './who-is-told';

const CURSOR = 'push-cursor';
/** An event that cannot be read holds up those after it for so long, and is then left out: one bug must not silence the rest. */
const PATIENCE_MS = 60_000;
/** What has no end of its own is worth a phone's noise for so long. */
const NEWS_MINUTES = 60;
/** So that what takes a notification's place also reaches a device that comes back late. */
const OVER_MINUTES = 60;
/** What is due on a day may be read in its evening. */
const DAY_MINUTES = 12 * 60;

/**
 * Turns new events into notifications, a row a browser. Any number of workers may do it: the cursor's row is held, and moved
 * on in the transaction that writes the rows, so that each event is planned exactly once. Events become visible in the
 * order of their ids, since one lock is held for all appends.
 */
export async function planNewPushes(): Promise<void> {
  if (!findPushKey()) return;
  const upTo = await newestEvent();
  if ((await db().pushDevice.count()) > 0) {
    for (let event = await nextEvent(upTo); event; event = await nextEvent(upTo)) await planAlone(event);
  }
  await moveCursor(db(), upTo);
}

async function newestEvent(): Promise<bigint> {
  const { _max } = await db().event.aggregate({ _max: { id: true } });
  return _max.id ?? BigInt(0);
}

/**
 * The first event after the cursor that may be pushed. What a step came to is somebody's turn only where its run waits and
 * nothing was started since: of a run that goes on by itself nothing is planned, and nothing is read. Nothing old is told:
 * not without a cursor, as after an update, and not of the time in which no worker was there or the console had no key.
 */
async function nextEvent(upTo: bigint): Promise<Event | null> {
  const [event] = await db().$queryRaw<Event[]>`
    SELECT e.* FROM "Event" e JOIN "Setting" s ON s."key" = ${CURSOR}
    WHERE e."id" > (s."value" #>> '{}')::bigint AND e."id" <= ${upTo} AND e."type" = ANY(${PUSHED_EVENTS})
      AND e."at" > clock_timestamp() - make_interval(mins => ${NEWS_MINUTES})
      AND (e."type" NOT LIKE 'step.%' OR (
        EXISTS (SELECT FROM "Run" r WHERE r."id" = e."runId" AND r."state" = 'waiting')
        AND NOT EXISTS (SELECT FROM "Event" l WHERE l."incidentId" = e."incidentId" AND l."seq" > e."seq"
          AND l."runId" = e."runId" AND l."type" = 'step.started')))
    ORDER BY e."id" LIMIT 1`;
  return event ?? null;
}

async function planAlone(event: Event): Promise<void> {
  try {
    await db().$transaction(async (tx) => {
      if (await moveCursor(tx, event.id)) await planEvent(tx, event);
    });
  } catch (error) {
    if ((await storeNow(db())).getTime() - event.at.getTime() < PATIENCE_MS) throw error;
    logger().error({ err: error, event: event.id.toString(), type: event.type }, 'nobody could be pushed this event');
    await moveCursor(db(), event.id);
  }
}

/** Holds the cursor's row to the transaction's end; false where another worker had been here before. */
async function moveCursor(tx: Transaction, id: bigint): Promise<boolean> {
  const moved = await tx.$executeRaw`
    INSERT INTO "Setting" AS s ("key", "value", "updatedAt")
    VALUES (${CURSOR}, to_jsonb(${id.toString()}::text), clock_timestamp())
    ON CONFLICT ("key") DO UPDATE SET "value" = EXCLUDED."value", "updatedAt" = EXCLUDED."updatedAt"
    WHERE (s."value" #>> '{}')::bigint < ${id}`;
  return moved === 1;
}

async function planEvent(tx: Transaction, event: Event): Promise<void> {
  const about = await readAbout(tx, event);
  if (!about) return;
  const plans = planPushes(event.type as EventType, event.data, about.facts);
  for (const plan of plans) await writePushes(tx, plan, about);
}

async function writePushes(tx: Transaction, plan: PushPlan, about: About): Promise<void> {
  const people = await whoIsTold(tx, plan, about);
  const devices = await tx.pushDevice.findMany({
    where: { personId: { in: people }, session: { endedAt: null } },
    include: { person: { select: { name: true } } },
    orderBy: { createdAt: 'asc' },
  });
  if (devices.length === 0) return;
  const row = rowOf(plan, about, await storeNow(tx));
  // One person may be both who asked and who drives.
  const { count } = await tx.push.createMany({
    data: devices.map(({ key, personId }) => ({ ...row, deviceKey: key, personId })),
    skipDuplicates: true,
  });
  if (count === 0) return;
  const names = [...new Set(devices.map(({ person }) => person.name))].sort();
  const { event } = about;
  if (plan.kind === 'over') await tellTakenBack(tx, { tag: row.tag, people, about });
  await appendEvent(tx, {
    type: 'push.asked',
    incidentId: event.incidentId,
    runId: event.runId,
    actor: null,
    data: { kind: plan.kind, title: plan.title, people: names, devices: count, of: event.seq },
  });
}

/** The one that comes takes the place of those before it, also of one that a device which was off has not shown yet. */
async function tellTakenBack(tx: Transaction, { tag, people, about: { event } }: TakenBack): Promise<void> {
  const before = await tx.push.groupBy({
    by: ['eventSeq', 'personId'],
    where: {
      ...{ tag, personId: { in: people }, incidentId: event.incidentId, kind: { not: 'over' } },
      ...{ eventSeq: { not: event.seq }, state: { in: ['sending', 'sent'] } },
    },
    _max: { shownAt: true },
  });
  const unseen = before.filter(({ _max }) => _max.shownAt === null);
  for (const of of new Set(unseen.map(({ eventSeq }) => eventSeq as number))) {
    const ids = unseen.filter(({ eventSeq }) => eventSeq === of).map(({ personId }) => personId);
    const named = await tx.person.findMany({ where: { id: { in: ids } }, select: { name: true } });
    await appendEvent(tx, {
      type: 'push.not_needed',
      incidentId: event.incidentId,
      runId: event.runId,
      actor: null,
      data: { people: named.map(({ name }) => name).sort(), of, because: 'It was taken back.' },
    });
  }
}
type TakenBack = { tag: string; people: string[]; about: About };

type Row = Omit<
  Push,
  'id' | 'deviceKey' | 'personId' | 'at' | 'answer' | 'attempts' | 'sentAt' | 'shownAt' | 'openedAt'
>;

function rowOf(plan: PushPlan, of: About, now: Date): Row {
  const { event, incident, run, approval } = of;
  const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
  const until = plan.kind === 'approval' ? (approval?.expiresAt ?? null) : null;
  const about = plan.tag === 'approval' ? approval?.id : plan.tag === 'turn' ? run?.id : event.id.toString();
  return {
    eventId: event.id,
    eventSeq: event.seq,
    incidentId: incident.id,
    kind: plan.kind,
    tag: `${plan.tag}-${about ?? incident.id}`,
    title: plan.title,
    body: plan.body,
    url: urlOf(plan, of),
    until,
    approvalId: approval?.id ?? null,
    runId: run?.id ?? null,
    expiresAt: until ?? minutes(minutesOf(plan)),
    state: 'queued',
    nextAttemptAt: now,
  };
}

function urlOf({ link }: PushPlan, { approval, incident }: About): string {
  if (link === 'follow-ups') return '/follow-ups?state=mine';
  return link === 'approval' && approval ? `/approvals/${approval.id}` : `/incidents/${incident.code}`;
}

function minutesOf({ kind, link }: PushPlan): number {
  if (link === 'follow-ups') return DAY_MINUTES;
  return kind === 'over' ? OVER_MINUTES : NEWS_MINUTES;
}
