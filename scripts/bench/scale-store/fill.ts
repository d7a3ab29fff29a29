// Fills a store with incidents by the thousand: most of them in SQL, and those that are read with whole hash chains.
import pg from 'pg';
import type { Me } from '@/lib/contracts/views';
import { chainHash } from '@/lib/server/audit/event-chain';
import { encryptSecret } from '@/lib/server/auth/secrets';
import { getCurrentRunbook } from '@/lib/server/runbooks/store-runbook';
import { inventoryOf, tellStory } from './story';

const TARGETS = 12;
/** As many as there are targets: each has a run that holds it. */
const OPEN_INCIDENTS = 12;
/** Of those that are closed, so many are read by the bench: half of them the newest, half from all over the store. */
const READ_INCIDENTS = 40;

type People = { engineer: Me; lead: Me };

export type Filled = { open: string[]; closed: string[]; incidents: number; events: number };

/**
 * Fills a migrated store, which has its runbook and people, up to so many incidents: those of an earlier call are the
 * newest, and what comes with a later one lies before them. Returns the codes to be read.
 */
export async function fillStore(
  storeUrl: string,
  { incidents, people }: { incidents: number; people: People },
): Promise<Filled> {
  // A connection of its own: what it makes for the filling goes with it.
  const client = new pg.Client({ connectionString: storeUrl });
  await client.connect();
  try {
    const { incidents: before } = await readFilled(client);
    // Rows are made whole and in order, so that nothing is looked up for each of millions of references.
    await client.query("SET session_replication_role = 'replica'; SET work_mem = '256MB'");
    await insertIncidents(client, people, before + 1, incidents);
    await client.query('VACUUM (ANALYZE)');
    await client.query('CHECKPOINT');
    return await readFilled(client);
  } finally {
    await client.end();
  }
}

async function insertIncidents(client: pg.Client, people: People, from: number, to: number): Promise<void> {
  const runbook = await getCurrentRunbook();
  const story = tellStory(runbook.content);
  const { engineer, lead } = people;
  const secret = encryptSecret('postgresql://nobody:nothing@127.0.0.1:9/replyx');
  await client.query(PICK, [from, to, OPEN_INCIDENTS, READ_INCIDENTS]);
  await client.query(
    'CREATE TEMP TABLE told AS SELECT (n - 1)::int AS at, e AS event FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS t(e, n)',
    [JSON.stringify(story.events)],
  );
  await client.query(
    "CREATE TEMP TABLE planned AS SELECT (n - 1)::int AS at, e->>'key' AS key FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS t(e, n)",
    [JSON.stringify(story.plan.steps)],
  );
  if (from === 1) {
    await client.query(TARGET, [
      TARGETS,
      JSON.stringify(inventoryOf(runbook.content)),
      secret,
      JSON.stringify(OBSERVED),
    ]);
    await client.query(SAMPLES, [TARGETS]);
  }
  await client.query(INCIDENT, [engineer.id]);
  const { key } = story.plan.procedure;
  const [plan, preflight] = [story.plan, story.preflight].map((part) => JSON.stringify(part));
  await client.query(RUN, [plan, preflight, runbook.id, engineer.id, key, story.plan.branch, PLAN_HASH]);
  await client.query(STEP, [JSON.stringify(story.outcome)]);
  await client.query(OUTPUT);
  await client.query(APPROVAL, [engineer.id, PLAN_HASH]);
  await client.query(DECISION, [lead.id]);
  await client.query(CHECK, [JSON.stringify(story.checks), story.check.did, story.check.expected, story.check.saw]);
  await client.query(MESSAGE, [engineer.id]);
  await client.query(REPORT, [engineer.id]);
  await client.query(TEXT);
  const actors = [engineer.id, engineer.name, lead.id, lead.name];
  await client.query(`${INSERT_EVENT} ${EVENTS} WHERE NOT p.is_read`, actors);
  await chainEvents(client, actors);
  await client.query(INDEXED);
}

/** Those with a whole chain are read, newest first. */
async function readFilled(client: pg.Client): Promise<Filled> {
  const { rows } = await client.query<{ code: string; state: string }>(
    `SELECT "code", "state" FROM "Incident" WHERE "headSeq" > 0 ORDER BY "declaredAt" DESC`,
  );
  const codes = (state: string) => rows.filter((row) => row.state === state).map((row) => row.code);
  const { rows: counted } = await client.query<{ incidents: number; events: number }>(
    'SELECT (SELECT count(*)::int FROM "Incident") AS incidents, (SELECT count(*)::int FROM "Event") AS events',
  );
  return { open: codes('open'), closed: codes('closed'), ...(counted[0] ?? { incidents: 0, events: 0 }) };
}

const PLAN_HASH = 'a'.repeat(64);
const OBSERVED = {
  commits: Array.from({ length: 30 }, (_, at) => ({
    id: String(at).padStart(40, 'c'),
    at: '2026-01-01T00:00:00Z',
    subject: `Change number ${at}`,
  })),
  head: 'c'.repeat(40),
  tools: {},
  faults: {},
  problems: [],
};

// Counted from the newest, which are open. Twenty minutes between two: twenty thousand are nine months.
const PICK = `CREATE TEMP TABLE picked AS
  SELECT n, md5('incident-' || n)::uuid AS id, md5('run-' || n)::uuid AS run_id,
         date_trunc('milliseconds', now()) - n * interval '20 minutes' AS at,
         n <= $3::int AS is_open, n > $3::int AND n % 10 = 0 AS is_drill,
         n <= $3::int + $4::int / 2 OR n % greatest(1, $2::int * 2 / $4::int) = 0 AS is_read
  FROM generate_series($1::int, $2::int) n`;

const TARGET = `INSERT INTO "Target" ("id", "key", "name", "environment", "inventory", "databaseUrl", "observed", "observedAt", "updatedAt")
  SELECT md5('target-' || n)::uuid, 'bench-' || n, 'Bench target ' || n, 'staging', $2::jsonb, $3::text, $4::jsonb, now(), now()
  FROM generate_series(0, $1::int - 1) n`;

const SAMPLES = `INSERT INTO "ProbeSample" ("targetId", "endpoint", "at", "isOk", "status", "latencyMs")
  SELECT md5('target-' || t)::uuid, 'endpoint-' || e, s, true, 200, 20 + (extract(epoch FROM s)::bigint % 40)
  FROM generate_series(now() - interval '2 hours', now(), interval '3 seconds') s,
       generate_series(0, $1::int - 1) t, generate_series(0, 5) e
  UNION ALL
  SELECT md5('target-0')::uuid, 'endpoint-' || e, s, true, 200, 30
  FROM generate_series(now() - interval '2 days', now() - interval '2 hours', interval '3 seconds') s, generate_series(0, 5) e`;

const INCIDENT = `INSERT INTO "Incident" ("id", "code", "title", "targetId", "severity", "assessment", "isDrill", "state",
    "detectedAt", "declaredAt", "declaredById", "respondBy", "closedAt")
  SELECT p.id, 'DB-ROLLBACK-' || to_char(p.at, 'YYYYMMDD-HH24MISS'), 'Calls fail after change ' || n,
         md5('target-' || n % 12)::uuid, (ARRAY['critical', 'high', 'medium', 'low'])[1 + n % 4],
         '{"decidingSentence": "40 % of calls fail."}', p.is_drill, CASE WHEN p.is_open THEN 'open' ELSE 'closed' END,
         p.at - interval '1 minute', p.at, $1::uuid, p.at + interval '15 minutes',
         CASE WHEN p.is_open THEN NULL ELSE p.at + interval '1 hour' END
  FROM picked p`;

const RUN = `INSERT INTO "Run" ("id", "incidentId", "targetId", "runbookVersionId", "procedureKey", "parameters", "state", "branch",
    "plan", "planHash", "preflight", "preflightAt", "preparedById", "startedById", "driverId", "createdAt", "startedAt", "finishedAt")
  SELECT p.run_id, p.id, md5('target-' || p.n % 12)::uuid, $3::uuid, $5::text, '{}',
         CASE WHEN p.is_open THEN 'waiting' ELSE 'succeeded' END, $6::text, $1::jsonb, $7::text, $2::jsonb, p.at, $4::uuid, $4::uuid,
         $4::uuid, p.at + interval '2 minutes', p.at + interval '5 minutes',
         CASE WHEN p.is_open THEN NULL ELSE p.at + interval '9 minutes' END
  FROM picked p`;

const STEP = `INSERT INTO "Step" ("id", "runId", "ordinal", "key", "branch", "state", "epoch", "startedAt", "finishedAt", "outcome")
  SELECT md5('step-' || p.n || '-' || s.at)::uuid, p.run_id, s.at, s.key, 'main',
         CASE WHEN p.is_open AND s.at > 3 THEN 'pending' ELSE 'succeeded' END, CASE WHEN p.is_open AND s.at > 3 THEN 0 ELSE 1 END,
         p.at + (300 + s.at * 10) * interval '1 second', p.at + (305 + s.at * 10) * interval '1 second', $1::jsonb
  FROM picked p, planned s`;

const OUTPUT = `INSERT INTO "Output" ("stepId", "epoch", "seq", "stream", "text")
  SELECT md5('step-' || p.n || '-' || s.at)::uuid, 1, 1, 'stdout', repeat(E'a line that a command printed\\n', 8)
  FROM picked p, planned s WHERE NOT (p.is_open AND s.at > 3)`;

const APPROVAL = `INSERT INTO "Approval" ("id", "runId", "planHash", "severity", "roles", "state", "requestedById", "requestedAt", "expiresAt", "decidedAt")
  SELECT md5('approval-' || p.n)::uuid, p.run_id, $2::text, 'high', ARRAY['team_lead'], 'used', $1::uuid, p.at + interval '3 minutes',
         p.at + interval '63 minutes', p.at + interval '4 minutes' FROM picked p`;

const DECISION = `INSERT INTO "Decision" ("id", "approvalId", "personId", "verdict", "reason", "at")
  SELECT md5('decision-' || p.n)::uuid, md5('approval-' || p.n)::uuid, $1::uuid, 'approved', 'The plan fits.', p.at + interval '4 minutes'
  FROM picked p`;

const CHECK = `INSERT INTO "IncidentCheck" ("id", "incidentId", "group", "key", "title", "state", "did", "expected", "saw", "tookMs", "at")
  SELECT gen_random_uuid(), p.id, c->>'group', c->>'key', c->>'title', 'passed', $2::text, $3::text, $4::text, 38, p.at + interval '20 minutes'
  FROM picked p, jsonb_array_elements($1::jsonb) c`;

const MESSAGE = `INSERT INTO "Message" ("id", "incidentId", "batchId", "audience", "kind", "channel", "channelKey", "recipient", "subject", "body",
    "state", "byId", "answer", "attempts", "sentAt", "at")
  SELECT gen_random_uuid(), p.id, md5('batch-' || p.n)::uuid, 'internal', 'notification', 'slack', 'slack', '#incidents-' || m, 'We are on it',
         'We are on it, and write again in fifteen minutes.', 'sent', $1::uuid, '200 ok', 1, p.at, p.at
  FROM picked p, generate_series(1, 4) m`;

const REPORT = `INSERT INTO "Report" ("incidentId", "fields", "version", "updatedAt", "updatedById")
  SELECT p.id, jsonb_build_object('root_cause', 'A query without its index.', 'data_loss', 'no'), 2, p.at, $1::uuid FROM picked p`;

// As long as a real one's, and of as many words; lib/server/search/index-incidents.ts makes those.
const TEXT = `INSERT INTO "IncidentText" ("incidentId", "upToSeq", "body", "words")
  SELECT id, 1000, body, to_tsvector('simple', body) || to_tsvector('russian', body) FROM (
    SELECT p.id, 'Calls fail after change ' || n || E'\\nDB-ROLLBACK-' || to_char(p.at, 'YYYYMMDD-HH24MISS') || E'\\n' || (
      SELECT string_agg('Step ' || s || ' of change ' || n || ' took effect on host ' || (n * 7 + s) % 977 || ': reload backend, '
        || 'the postcondition holds and users recover', E'\\n') FROM generate_series(1, 60) s) AS body
    FROM picked p) made`;

const INDEXED = `INSERT INTO "Setting" ("key", "value", "updatedAt")
  SELECT 'search.upTo', to_jsonb(max("id")::text), now() FROM "Event"
  ON CONFLICT ("key") DO UPDATE SET "value" = excluded."value"`;

const INSERT_EVENT = `INSERT INTO "Event" ("incidentId", "runId", "stepId", "seq", "at", "actorId", "actorName", "type", "data", "prevHash", "hash")`;

const EVENTS = `SELECT p.id AS "incidentId", CASE WHEN t.at > 1 THEN p.run_id END AS "runId",
         md5('step-' || p.n || '-' || (t.event->>'step'))::uuid AS "stepId", t.at + 1 AS "seq",
         p.at + t.at * interval '30 seconds' AS "at",
         CASE t.event->>'by' WHEN 'engineer' THEN $1::uuid WHEN 'lead' THEN $3::uuid END AS "actorId",
         CASE t.event->>'by' WHEN 'engineer' THEN $2::text WHEN 'lead' THEN $4::text ELSE 'Console' END AS "actorName",
         t.event->>'type' AS "type", t.event->'data' AS "data",
         md5(p.n || '-' || t.at) AS "prevHash", md5(p.n || '-' || t.at + 1) AS "hash"
  FROM picked p JOIN told t ON NOT p.is_open OR t.at < 20`;

const PUT_EVENTS = `${INSERT_EVENT}
  SELECT "incidentId", "runId", "stepId", "seq", "at", "actorId", "actorName", "type", "data", "prevHash", "hash"
  FROM jsonb_to_recordset($1::jsonb) AS e("incidentId" uuid, "runId" uuid, "stepId" uuid, "seq" int, "at" timestamptz, "actorId" uuid,
    "actorName" text, "type" text, "data" jsonb, "prevHash" text, "hash" text)`;

type EventRow = Parameters<typeof chainHash>[0];

/** Those that are read are verified as they are read: their chains are made as appendEvent makes them. */
async function chainEvents(client: pg.Client, actors: string[]): Promise<void> {
  const { rows } = await client.query<EventRow>(`${EVENTS} WHERE p.is_read ORDER BY p.n, t.at`, actors);
  let before = { incidentId: null as string | null, hash: '' };
  const chained = rows.map((row) => {
    const prevHash = row.incidentId === before.incidentId ? before.hash : '';
    const hash = chainHash({ ...row, prevHash });
    before = { incidentId: row.incidentId, hash };
    return { ...row, prevHash, hash };
  });
  await client.query(PUT_EVENTS, [JSON.stringify(chained)]);
  await client.query(`UPDATE "Incident" i SET "headSeq" = e."seq", "headHash" = e."hash" FROM "Event" e
    JOIN picked p ON p.id = e."incidentId" AND p.is_read WHERE i."id" = e."incidentId"
    AND NOT EXISTS (SELECT FROM "Event" later WHERE later."incidentId" = e."incidentId" AND later."seq" > e."seq")`);
}
