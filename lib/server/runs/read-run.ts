import 'server-only';
import type { Transaction } from '../audit/append-event';
import type { Approval, Decision, Incident, Person, Run, Step, Target } from '../generated/prisma/client';
import { reviveTimes, type Times } from '../revive-times';

// JSON has no times, so each is named here, by table.
const RUN: Times<Run> = {
  preflightAt: true,
  preflightAskedAt: true,
  scheduledFor: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
};
const INCIDENT: Times<Incident> = { detectedAt: true, declaredAt: true, respondBy: true, closedAt: true };
const TARGET: Times<Target> = { observedAt: true, hostsAskedAt: true, createdAt: true, updatedAt: true };
const STEP: Times<Step> = { startedAt: true, finishedAt: true, cancelAskedAt: true };
const APPROVAL: Times<Approval> = { requestedAt: true, expiresAt: true, decidedAt: true };
const DECISION: Times<Decision> = { at: true };
const PERSON: Times<Person> = { createdAt: true, guideSince: true };

type Message = { audience: string; kind: string; state: string; reaches: string[] };
export type ReadRun = Run & {
  incident: Incident & { messages: Message[] };
  target: Target;
  steps: Step[];
  approvals: (Approval & { decisions: (Decision & { person: Person })[] })[];
};

/**
 * A run with all that is decided from, in one question. As relations of a query it was eight, one after the other, at
 * every press of a button. Steps by their order, the plan's approvals newest first. Null where there is none.
 */
export async function readRun(
  tx: Transaction,
  runId: string,
  told: { audience: string; states: readonly string[]; kinds: readonly string[] },
): Promise<ReadRun | null> {
  const [row] = await tx.$queryRaw<{ run: ReadRun }[]>`
    /* planned once */ SELECT to_jsonb(r) || jsonb_build_object(
      'incident', to_jsonb(i) || jsonb_build_object('messages', (
        SELECT coalesce(jsonb_agg(jsonb_build_object('audience', m."audience", 'kind', m."kind", 'state', m."state", 'reaches', m."reaches")), '[]')
        FROM "Message" m WHERE m."incidentId" = i."id" AND m."audience" = ${told.audience}
          AND m."state" = ANY (${[...told.states]}::text[]) AND m."kind" = ANY (${[...told.kinds]}::text[]))),
      'target', to_jsonb(t),
      'steps', (
        SELECT coalesce(jsonb_agg(to_jsonb(s) ORDER BY s."ordinal"), '[]') FROM "Step" s WHERE s."runId" = r."id"),
      'approvals', (
        SELECT coalesce(jsonb_agg(to_jsonb(a) || jsonb_build_object('decisions', (
          SELECT coalesce(jsonb_agg(to_jsonb(d) || jsonb_build_object('person', to_jsonb(p)) ORDER BY d."at"), '[]')
          FROM "Decision" d JOIN "Person" p ON p."id" = d."personId" WHERE d."approvalId" = a."id"))
          ORDER BY a."requestedAt" DESC), '[]')
        FROM "Approval" a WHERE a."runId" = r."id" AND a."sideStepId" IS NULL)) AS run
    FROM "Run" r JOIN "Incident" i ON i."id" = r."incidentId" JOIN "Target" t ON t."id" = r."targetId"
    WHERE r."id" = ${runId}::uuid`;
  return row ? withTimes(row.run) : null;
}

function withTimes(run: ReadRun): ReadRun {
  return {
    ...reviveTimes(run, RUN),
    incident: reviveTimes<ReadRun['incident']>(run.incident, INCIDENT),
    target: reviveTimes(run.target, TARGET),
    steps: run.steps.map((step) => reviveTimes(step, STEP)),
    approvals: run.approvals.map((a) => ({
      ...reviveTimes(a, APPROVAL),
      decisions: a.decisions.map((d) => ({ ...reviveTimes(d, DECISION), person: reviveTimes(d.person, PERSON) })),
    })),
  };
}

/** Rows out of JSON. */
export const reviveTarget = (row: Target): Target => reviveTimes(row, TARGET);
export const reviveIncident = (row: Incident): Incident => reviveTimes(row, INCIDENT);
