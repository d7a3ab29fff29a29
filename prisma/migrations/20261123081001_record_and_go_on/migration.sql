-- What a worker does between two steps of a run that goes on by itself, as one transaction in one round trip: the outcome
-- of the step that succeeded, and the claim of the next one (or, without a next one, the run's end), with their events.
--
-- It decides nothing. The worker says what it believes of the run ("believed") and what follows from that by the state
-- table; where anything is otherwise by now, nothing is written and the answer says what it was: the worker then takes
-- the way that reads everything anew. An outcome that was written is never without its event, and a step never claimed
-- without its intent: what fails inside takes all of it back.
CREATE FUNCTION record_and_go_on(
  of_run uuid, believed jsonb, by_worker text, stale_seconds double precision,
  ended_step uuid, ended_epoch integer, outcome jsonb, printed jsonb, printed_news text,
  next_step uuid, run_ended_at timestamptz, events jsonb
) RETURNS TABLE (refused text, claimed_at timestamptz, target_stamp text) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  run record;
  steps text;
  event jsonb;
  at timestamptz;
BEGIN
  -- Held to the end, as by everybody who moves this run or its steps.
  SELECT r."state", r."mode", r."branch", r."planHash", md5(r."plan"::text) AS stamp, r."driverId", r."targetId"
    INTO run FROM "Run" r WHERE r."id" = of_run FOR UPDATE;
  IF run."state" IS DISTINCT FROM 'running' OR run."mode" <> 'to_decision' OR run."branch" <> believed->>'branch' THEN
    refused := 'the run was moved';
  ELSIF run."planHash" IS DISTINCT FROM believed->>'planHash' OR run.stamp IS DISTINCT FROM believed->>'planStamp' THEN
    refused := 'the plan was changed';
  ELSIF NOT EXISTS (SELECT FROM "Person" p WHERE p."id" = run."driverId"
      AND p."id" = (believed->>'driverId')::uuid AND p."name" = believed->>'driverName') THEN
    refused := 'somebody else took the wheel';
  ELSIF NOT EXISTS (SELECT FROM "WorkerInstance" w WHERE w."id"::text = by_worker AND w."stoppedAt" IS NULL
      AND w."beatAt" > clock_timestamp() - make_interval(secs => stale_seconds)) THEN
    refused := 'the worker has no lease';
  ELSIF NOT EXISTS (SELECT FROM "Approval" a JOIN "Decision" d ON d."approvalId" = a."id" JOIN "Person" p ON p."id" = d."personId"
      WHERE a."runId" = of_run AND a."state" = 'used' AND a."planHash" = believed->>'planHash'
        AND d."verdict" = 'approved' AND p."isActive" AND p."role" = ANY (a."roles")) THEN
    refused := 'nobody who may stands for the approval';
  END IF;
  IF refused IS NULL THEN
    -- A step that somebody asked to stop is among what is otherwise.
    SELECT string_agg(concat_ws(':', s."id", s."state", s."epoch", s."cancelAskedAt"), ' ' ORDER BY s."ordinal")
      INTO steps FROM "Step" s WHERE s."runId" = of_run;
    IF steps IS DISTINCT FROM believed->>'steps' THEN refused := 'the steps are otherwise'; END IF;
  END IF;
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
    PERFORM append_event((event->>'incidentId')::uuid, (event->>'runId')::uuid, (event->>'stepId')::uuid,
      (event->>'actorId')::uuid, event->>'actorName', event->>'type', event->'data',
      ARRAY(SELECT jsonb_array_elements_text(event->'canonical')));
  END LOOP;
  -- Any write to the target's row makes this another one.
  SELECT t.xmin::text INTO target_stamp FROM "Target" t WHERE t."id" = run."targetId";
  RETURN NEXT;
END
$$;
