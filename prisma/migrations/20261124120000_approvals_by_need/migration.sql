-- AlterTable
ALTER TABLE "Approval" ADD COLUMN     "endedBecause" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "endedById" UUID,
ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'request',
ADD COLUMN     "needs" JSONB;

-- AlterTable
ALTER TABLE "Decision" ADD COLUMN     "onBehalfOfId" UUID,
ADD COLUMN     "overrides" JSONB,
ADD COLUMN     "role" TEXT;

-- CreateTable
CREATE TABLE "Delegation" (
    "id" UUID NOT NULL,
    "fromId" UUID NOT NULL,
    "toId" UUID NOT NULL,
    "startsAt" TIMESTAMPTZ(3) NOT NULL,
    "endsAt" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revokedAt" TIMESTAMPTZ(3),
    "revokedById" UUID,

    CONSTRAINT "Delegation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Review" (
    "id" UUID NOT NULL,
    "approvalId" UUID NOT NULL,
    "incidentId" UUID NOT NULL,
    "brokenById" UUID NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "verdict" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "closedById" UUID,
    "closedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Review_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Delegation_toId_endsAt_idx" ON "Delegation"("toId", "endsAt");

-- CreateIndex
CREATE INDEX "Delegation_fromId_endsAt_idx" ON "Delegation"("fromId", "endsAt");

-- CreateIndex
CREATE UNIQUE INDEX "Review_approvalId_key" ON "Review"("approvalId");

-- CreateIndex
CREATE INDEX "Review_incidentId_idx" ON "Review"("incidentId");

-- AddForeignKey
ALTER TABLE "Delegation" ADD CONSTRAINT "Delegation_fromId_fkey" FOREIGN KEY ("fromId") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Delegation" ADD CONSTRAINT "Delegation_toId_fkey" FOREIGN KEY ("toId") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Review" ADD CONSTRAINT "Review_approvalId_fkey" FOREIGN KEY ("approvalId") REFERENCES "Approval"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- States, kinds and limits that a schema cannot say.
ALTER TABLE "Approval" DROP CONSTRAINT "Approval_state_known";
ALTER TABLE "Approval" ADD CONSTRAINT "Approval_state_known" CHECK (state IN
  ('requested', 'approved', 'denied', 'void', 'expired', 'used', 'withdrawn'));
ALTER TABLE "Approval" ADD CONSTRAINT "Approval_kind_known" CHECK ("kind" IN ('request', 'break_glass'));
ALTER TABLE "Review" ADD CONSTRAINT "Review_verdict_known" CHECK ("verdict" IN ('justified', 'not_justified'));
ALTER TABLE "Review" ADD CONSTRAINT "Review_closed_whole" CHECK
  (("closedAt" IS NULL) = ("verdict" IS NULL) AND ("closedAt" IS NULL) = ("closedById" IS NULL));
ALTER TABLE "Review" ADD CONSTRAINT "Review_by_another" CHECK ("closedById" <> "brokenById");
ALTER TABLE "Delegation" ADD CONSTRAINT "Delegation_to_another" CHECK ("fromId" <> "toId");
ALTER TABLE "Delegation" ADD CONSTRAINT "Delegation_bounded" CHECK
  ("endsAt" > "startsAt" AND "endsAt" <= "startsAt" + interval '14 days');

-- Whether all who approved a run's plan still stand as they did then: active, in the role that counted, and where that
-- was another person's, with that one active and the delegation not revoked. Where one of them does not, the worker
-- reads all of it anew, and the rule in lib/domain decides whether the others are enough.
CREATE FUNCTION approval_stands(of_run uuid, of_plan text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM "Approval" a
    WHERE a."runId" = of_run AND a."sideStepId" IS NULL AND a."state" = 'used' AND a."planHash" = of_plan
      AND CASE WHEN a."kind" = 'break_glass' THEN
        EXISTS (SELECT FROM "Person" p WHERE p."id" = a."requestedById" AND p."isActive"
          AND p."role" IN ('engineer', 'team_lead', 'executive'))
      ELSE
        EXISTS (SELECT FROM "Decision" d WHERE d."approvalId" = a."id" AND d."verdict" = 'approved')
        AND NOT EXISTS (
          SELECT FROM "Decision" d JOIN "Person" p ON p."id" = d."personId"
            LEFT JOIN "Person" o ON o."id" = d."onBehalfOfId"
          WHERE d."approvalId" = a."id" AND d."verdict" = 'approved' AND NOT (
            p."isActive" AND p."role" IN ('engineer', 'team_lead', 'executive') AND coalesce(o."isActive", true)
            AND coalesce(o."role", p."role") = coalesce(d."role", o."role", p."role")
            AND coalesce(o."role", p."role") = ANY (a."roles")
            AND (d."onBehalfOfId" IS NULL OR EXISTS (
              SELECT FROM "Delegation" g WHERE g."fromId" = d."onBehalfOfId" AND g."toId" = d."personId"
                AND g."revokedAt" IS NULL AND g."startsAt" <= d."at" AND d."at" < g."endsAt"))))
      END)
$$;

CREATE OR REPLACE FUNCTION what_is_otherwise(of_run uuid, believed jsonb, by_worker text, stale_seconds double precision)
RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  run record;
  steps text;
BEGIN
  -- As by everybody who moves this run or its steps.
  SELECT r."state", r."mode", r."branch", r."planHash", r.xmin::text AS stamp, r."driverId"
    INTO run FROM "Run" r WHERE r."id" = of_run FOR UPDATE;
  IF run."state" IS DISTINCT FROM 'running' OR run."mode" IS DISTINCT FROM believed->>'mode'
      OR run."branch" IS DISTINCT FROM believed->>'branch' THEN
    RETURN 'the run was moved';
  END IF;
  IF NOT EXISTS (SELECT FROM "Person" p WHERE p."id" = run."driverId"
      AND p."id" = (believed->>'driverId')::uuid AND p."name" = believed->>'driverName') THEN
    RETURN 'somebody else took the wheel';
  END IF;
  -- Its plan above all, which the worker has in its hands.
  IF run."planHash" IS DISTINCT FROM believed->>'planHash' OR run.stamp IS DISTINCT FROM believed->>'runStamp' THEN
    RETURN 'the plan or another part of the run was changed';
  END IF;
  IF NOT EXISTS (SELECT FROM "WorkerInstance" w WHERE w."id"::text = by_worker AND w."stoppedAt" IS NULL
      AND w."beatAt" > clock_timestamp() - make_interval(secs => stale_seconds)) THEN
    RETURN 'the worker has no lease';
  END IF;
  IF NOT approval_stands(of_run, believed->>'planHash') THEN
    RETURN 'nobody who may stands for the approval';
  END IF;
  -- A step that somebody asked to stop is among what is otherwise.
  SELECT string_agg(concat_ws(':', s."id", s."state", s."epoch", s."cancelAskedAt"), ' ' ORDER BY s."ordinal")
    INTO steps FROM "Step" s WHERE s."runId" = of_run;
  IF steps IS DISTINCT FROM believed->>'steps' THEN RETURN 'the steps are otherwise'; END IF;
  RETURN NULL;
END
$$;
