-- The first step of a run is claimed in one round trip as well, under the same conditions as the others. What they are
-- stands in one place now: "what_is_otherwise".

-- Holds the run's row to the transaction's end, and says what of it is not as the worker believes; null where all of it is.
CREATE FUNCTION what_is_otherwise(of_run uuid, believed jsonb, by_worker text, stale_seconds double precision)
RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  run record;
  steps text;
BEGIN
  -- As by everybody who moves this run or its steps.
  SELECT r."state", r."mode", r."branch", r."planHash", md5(r."plan"::text) AS stamp, r."driverId"
    INTO run FROM "Run" r WHERE r."id" = of_run FOR UPDATE;
  IF run."state" IS DISTINCT FROM 'running' OR run."mode" IS DISTINCT FROM believed->>'mode'
      OR run."branch" IS DISTINCT FROM believed->>'branch' THEN
    RETURN 'the run was moved';
  END IF;
  IF run."planHash" IS DISTINCT FROM believed->>'planHash' OR run.stamp IS DISTINCT FROM believed->>'planStamp' THEN
    RETURN 'the plan was changed';
  END IF;
  IF NOT EXISTS (SELECT FROM "Person" p WHERE p."id" = run."driverId"
      AND p."id" = (believed->>'driverId')::uuid AND p."name" = believed->>'driverName') THEN
    RETURN 'somebody else took the wheel';
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

-- One event as lib/server/audit/append-event.ts hands it over.
CREATE FUNCTION append_event_of(event jsonb) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  PERFORM append_event((event->>'incidentId')::uuid, (event->>'runId')::uuid, (event->>'stepId')::uuid,
    (event->>'actorId')::uuid, event->>'actorName', event->>'type', event->'data',
    ARRAY(SELECT jsonb_array_elements_text(event->'canonical')));
END
$$;

-- Any write to the target's row makes this another one.
CREATE FUNCTION target_stamp_of(of_run uuid) RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT t.xmin::text FROM "Run" r JOIN "Target" t ON t."id" = r."targetId" WHERE r."id" = of_run
$$;

-- The intent, committed before the effect: a step that waits for a worker, claimed by one, with its event.
CREATE FUNCTION claim_ready_step(
  of_run uuid, believed jsonb, by_worker text, stale_seconds double precision, ready_step uuid, ready_epoch integer, event jsonb
) RETURNS TABLE (refused text, claimed_at timestamptz, target_stamp text) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  at timestamptz;
BEGIN
  refused := what_is_otherwise(of_run, believed, by_worker, stale_seconds);
  IF refused IS NOT NULL THEN
    RETURN NEXT;
    RETURN;
  END IF;
  at := date_trunc('milliseconds', clock_timestamp());
  UPDATE "Step" s SET "state" = 'running', "epoch" = s."epoch" + 1, "claimedBy" = by_worker, "startedAt" = at, "finishedAt" = NULL
    WHERE s."id" = ready_step AND s."runId" = of_run AND s."state" = 'ready' AND s."epoch" = ready_epoch;
  IF NOT FOUND THEN
    refused := 'the step is not ready';
    RETURN NEXT;
    RETURN;
  END IF;
  claimed_at := at;
  PERFORM append_event_of(event);
  target_stamp := target_stamp_of(of_run);
  RETURN NEXT;
END
$$;

CREATE OR REPLACE FUNCTION record_and_go_on(
  of_run uuid, believed jsonb, by_worker text, stale_seconds double precision,
  ended_step uuid, ended_epoch integer, outcome jsonb, printed jsonb, printed_news text,
  next_step uuid, run_ended_at timestamptz, events jsonb
) RETURNS TABLE (refused text, claimed_at timestamptz, target_stamp text) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  event jsonb;
  at timestamptz;
BEGIN
  refused := what_is_otherwise(of_run, believed, by_worker, stale_seconds);
  IF refused IS NOT NULL THEN
    RETURN NEXT;
    RETURN;
  END IF;

  at := date_trunc('milliseconds', clock_timestamp());
  UPDATE "Step" s SET "state" = 'succeeded', "finishedAt" = at, "outcome" = record_and_go_on.outcome
    WHERE s."id" = ended_step AND s."state" = 'running' AND s."epoch" = ended_epoch AND s."claimedBy" = by_worker;
  IF NOT FOUND THEN
    refused := 'the step is not this worker''s';
    RETURN NEXT;
    RETURN;
  END IF;
  IF jsonb_array_length(printed) > 0 THEN
    INSERT INTO "Output" ("stepId", "epoch", "seq", "stream", "text", "lines", "continues", "bytes", "at")
      SELECT ended_step, ended_epoch, p."seq", p."stream", p."text", p."lines", p."continues", p."bytes", at
      FROM jsonb_to_recordset(printed) AS p(
        "seq" integer, "stream" text, "text" text, "lines" integer, "continues" integer, "bytes" integer)
      ON CONFLICT DO NOTHING;
    -- As lib/server/runs/store-output.ts tells it.
    PERFORM pg_notify('console_news', replace(printed_news, '"at":"@stored"',
      '"at":"' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '"'));
  END IF;
  IF next_step IS NULL THEN
    UPDATE "Run" r SET "state" = 'succeeded', "finishedAt" = run_ended_at WHERE r."id" = of_run;
  ELSE
    -- Its turn came and one worker claims it, with a new epoch: the two edges of the table in one.
    UPDATE "Step" s SET "state" = 'running', "epoch" = s."epoch" + 1, "claimedBy" = by_worker, "startedAt" = at, "finishedAt" = NULL
      WHERE s."id" = next_step AND s."runId" = of_run AND s."state" = 'pending';
    IF NOT FOUND THEN RAISE EXCEPTION 'step % cannot be claimed: it is not pending', next_step; END IF;
    claimed_at := at;
  END IF;
  FOR event IN SELECT * FROM jsonb_array_elements(events) LOOP
    PERFORM append_event_of(event);
  END LOOP;
  target_stamp := target_stamp_of(of_run);
  RETURN NEXT;
END
$$;
