-- Appends one event to its incident's chain, or to the console's own, in one round trip: the lock of all appends is then
-- held for as long as the store itself needs, and not while a worker or a web is busy with something else.
--
-- The hash is SHA-256 over the event's canonical JSON (RFC 8785). Its writer renders that text and leaves out what only
-- the holder of the lock knows: "canonical" is the text around the time, the hash before it and the number, in this order
-- (lib/server/audit/event-chain.ts). A plain language function and volatile, so that what is read after the lock is what
-- those who held it before have committed.
CREATE FUNCTION append_event(
  of_incident uuid, of_run uuid, of_step uuid, by_actor uuid, by_name text, of_type text, with_data jsonb, canonical text[]
) RETURNS TABLE (event_id bigint, event_seq integer, event_at timestamptz) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  head_seq integer;
  head_hash text;
  own_hash text;
  code text;
BEGIN
  -- One lock for all appends: events then become visible in the order of their ids, which a reconnecting browser relies on.
  PERFORM pg_advisory_xact_lock(7140001);
  -- Two queries, since no index serves "is not distinct from".
  IF of_incident IS NULL THEN
    SELECT e."seq", e."hash" INTO head_seq, head_hash FROM "Event" e WHERE e."incidentId" IS NULL ORDER BY e."seq" DESC LIMIT 1;
  ELSE
    SELECT e."seq", e."hash" INTO head_seq, head_hash FROM "Event" e WHERE e."incidentId" = of_incident ORDER BY e."seq" DESC LIMIT 1;
  END IF;
  event_seq := coalesce(head_seq, 0) + 1;
  head_hash := coalesce(head_hash, '');
  -- On the store's clock, to the millisecond: workers and webs may disagree about the time.
  event_at := date_trunc('milliseconds', clock_timestamp());
  own_hash := encode(sha256(convert_to(concat(
    canonical[1], to_char(event_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), canonical[2], head_hash,
    canonical[3], event_seq, canonical[4]), 'UTF8')), 'hex');
  INSERT INTO "Event" ("incidentId", "runId", "stepId", "seq", "at", "actorId", "actorName", "type", "data", "prevHash", "hash")
    VALUES (of_incident, of_run, of_step, event_seq, event_at, by_actor, by_name, of_type, with_data, head_hash, own_hash)
    RETURNING "id" INTO event_id;
  UPDATE "Incident" i SET "headSeq" = event_seq, "headHash" = own_hash WHERE i."id" = of_incident RETURNING i."code" INTO code;
  PERFORM pg_notify('console_news', json_build_object(
    'kind', 'news', 'id', event_id::text, 'incidentCode', code, 'type', of_type)::text);
  RETURN NEXT;
END
$$;
