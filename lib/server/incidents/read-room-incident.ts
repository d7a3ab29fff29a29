import 'server-only';
import { db } from '../db';
import type { Incident, IncidentCheck, Message, MessageClock, Run, Signal, Target } from '../generated/prisma/client';
import { type AsJson, reviveTimes, type Times } from '../revive-times';
import { reviveIncident, reviveTarget } from '../runs/read-run';

export type RoomIncident = Incident & {
  target: Target;
  signals: Pick<Signal, 'kind' | 'value'>[];
  drill: { id: string } | null;
  checks: IncidentCheck[];
  messages: Message[];
  clocks: MessageClock[];
  /** The newest first, without the plans and looks that they carry. */
  runs: Pick<Run, 'id' | 'procedureKey' | 'state' | 'finishedAt'>[];
};

type Row = Pick<RoomIncident, 'target' | 'signals' | 'drill'> & {
  incident: Incident;
  checks: AsJson<IncidentCheck>[];
  messages: AsJson<Message>[];
  clocks: AsJson<MessageClock>[];
  runs: AsJson<RoomIncident['runs'][number]>[];
};

/**
 * An incident with what its room shows beside its newest run, in one question: as relations of a query it was eight, asked by
 * everybody in the room after each thing that happens, with the plan of every run it ever had.
 */
export async function readRoomIncident(code: string): Promise<RoomIncident | null> {
  const [row] = await db().$queryRaw<Row[]>`
    /* planned once */ SELECT to_jsonb(i) AS incident, to_jsonb(t) AS target,
      (SELECT jsonb_build_object('id', d."id") FROM "Drill" d WHERE d."incidentId" = i."id") AS drill,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', s."kind", 'value', s."value")), '[]')
        FROM "Signal" s WHERE s."incidentId" = i."id") AS signals,
      (SELECT coalesce(jsonb_agg(to_jsonb(c)), '[]') FROM "IncidentCheck" c WHERE c."incidentId" = i."id") AS checks,
      (SELECT coalesce(jsonb_agg(to_jsonb(m) ORDER BY m."at" DESC, m."id"), '[]')
        FROM "Message" m WHERE m."incidentId" = i."id") AS messages,
      (SELECT coalesce(jsonb_agg(to_jsonb(k)), '[]') FROM "MessageClock" k WHERE k."incidentId" = i."id") AS clocks,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', r."id", 'procedureKey', r."procedureKey", 'state', r."state",
          'finishedAt', r."finishedAt") ORDER BY r."createdAt" DESC), '[]')
        FROM "Run" r WHERE r."incidentId" = i."id") AS runs
    FROM "Incident" i JOIN "Target" t ON t."id" = i."targetId" WHERE i."code" = ${code}`;
  return row ? withTimes(row) : null;
}

const CHECK: Times<IncidentCheck> = { at: true };
const MESSAGE: Times<Message> = { nextAttemptAt: true, sentAt: true, at: true };
const CLOCK: Times<MessageClock> = { nextDueAt: true, warnedAt: true, missedAt: true, stoppedAt: true };
const RUN: Times<RoomIncident['runs'][number]> = { finishedAt: true };

function withTimes({ incident, target, checks, messages, clocks, runs, ...beside }: Row): RoomIncident {
  return {
    ...reviveIncident(incident),
    ...beside,
    target: reviveTarget(target),
    checks: checks.map((row) => reviveTimes<IncidentCheck>(row, CHECK)),
    messages: messages.map((row) => reviveTimes<Message>(row, MESSAGE)),
    clocks: clocks.map((row) => reviveTimes<MessageClock>(row, CLOCK)),
    runs: runs.map((row) => reviveTimes<RoomIncident['runs'][number]>(row, RUN)),
  };
}
