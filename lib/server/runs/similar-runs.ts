import 'server-only';
import type { Environment } from '@/lib/contracts/target';
import type { Me } from '@/lib/contracts/views';
import type { SamplePlace, StepSample } from '@/lib/domain/similar-runs';
import { reachableSql } from '../auth/reach';
import { db } from '../db';
import { Prisma } from '../generated/prisma/client';

type Asked = { procedureKey: string; target: { id: string; environment: Environment; teamId: string | null } };
type Row = { key: string; branch: string; tookMs: number; isDrill: boolean; place: SamplePlace };

/** How many of the last runs are counted, of each place: what a step took a year ago says little about tonight. */
const RUNS_COUNTED = 30;
/** The places are told apart among so many of the procedure's newest runs: the question must not grow with the years. */
const RUNS_LOOKED_AT = 2_000;
/** More steps than any run has. It keeps the store from reading all the steps that there are, to find those of thirty runs. */
const STEPS_OF_RUN = 1_000;

/**
 * What each step of a procedure took in its last runs, by `sampleKey`: the newest runs of this target, of others of its
 * environment, and of others. Only targets that everybody sees who sees this one.
 */
export function similarSamples({ procedureKey, target }: Asked): Promise<Map<string, StepSample[]>> {
  return samplesOf(
    procedureKey,
    Prisma.sql`CASE WHEN t."id" = ${target.id}::uuid THEN 'here'
      WHEN t."environment" = ${target.environment} THEN 'environment' ELSE 'elsewhere' END`,
    Prisma.sql`t."id" = ${target.id}::uuid OR t."teamId" IS NULL OR t."teamId" = ${target.teamId}::uuid`,
  );
}

/** The same without a target: over all that this person reaches. */
export function samplesInReach(person: Me, procedureKey: string): Promise<Map<string, StepSample[]>> {
  // One place: the newest runs are those that count.
  return samplesOf(procedureKey, Prisma.sql`'here'`, reachableSql(person), RUNS_COUNTED);
}

/** What a person settled by hand, and a step that found nothing to do, is no measure of how long it takes. */
async function samplesOf(
  procedureKey: string,
  place: Prisma.Sql,
  where: Prisma.Sql,
  lookedAt = RUNS_LOOKED_AT,
): Promise<Map<string, StepSample[]>> {
  const rows = await db().$queryRaw<Row[]>`
    WITH placed AS (
      SELECT r."id", r."incidentId", r."startedAt", ${place} AS place
      FROM "Run" r JOIN "Target" t ON t."id" = r."targetId"
      WHERE r."procedureKey" = ${procedureKey} AND r."startedAt" IS NOT NULL AND (${where})
      ORDER BY r."startedAt" DESC LIMIT ${lookedAt}),
    recent AS (
      SELECT *, row_number() OVER (PARTITION BY place ORDER BY "startedAt" DESC) AS nth FROM placed)
    SELECT s."key", s."branch", (s."outcome"->>'tookMs')::float8 AS "tookMs", i."isDrill", r.place
    FROM recent r JOIN "Incident" i ON i."id" = r."incidentId" CROSS JOIN LATERAL (
      SELECT "key", "branch", "outcome" FROM "Step"
      WHERE "runId" = r."id" AND "state" = 'succeeded' AND "epoch" > 0 AND "outcome"->>'tookMs' IS NOT NULL
        AND NOT "outcome" ? 'settledBy' AND NOT "outcome" ? 'isNothingRun'
      LIMIT ${STEPS_OF_RUN}
    ) s
    WHERE r.nth <= ${RUNS_COUNTED}`;
  const byStep = new Map<string, StepSample[]>();
  for (const { key, branch, ...sample } of rows) {
    const of = sampleKey({ key, branch });
    byStep.set(of, [...(byStep.get(of) ?? []), sample]);
  }
  return byStep;
}

export const sampleKey = ({ key, branch }: { key: string; branch: string }): string => `${branch} ${key}`;
