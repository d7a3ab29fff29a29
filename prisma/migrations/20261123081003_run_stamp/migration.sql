-- Whether a run's row is still the one that the worker read is told by who wrote it last. A hash over the plan took longer
-- than all other conditions together, and did not see a write to any other part.
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
  IF NOT EXISTS (SELECT FROM "Approval" a JOIN "Decision" d ON d."approvalId" = a."id" JOIN "Person" p ON p."id" = d."personId"
      WHERE a."runId" = of_run AND a."state" = 'used' AND a."planHash" = believed->>'planHash'
        AND d."verdict" = 'approved' AND p."isActive" AND p."role" = ANY (a."roles")) THEN
    RETURN 'nobody who may stands for the approval';
  END IF;
  -- A step that somebody asked to stop is among what is otherwise.
  SELECT string_agg(concat_ws(':', s."id", s."state", s."epoch", s."cancelAskedAt"), ' ' ORDER BY s."ordinal")
    INTO steps FROM "Step" s WHERE s."runId" = of_run;
  IF steps IS DISTINCT FROM believed->>'steps' THEN RETURN 'the steps are otherwise'; END IF;
  RETURN NULL;
END
$$;
