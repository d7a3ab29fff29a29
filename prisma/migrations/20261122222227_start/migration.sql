-- CreateTable
CREATE TABLE "Person" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "isActive" BOOLEAN NOT NULL DEFAULT true,
    "isDemo" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuthSession" (
    "id" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AuthSession_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SignInAttempt" (
    "id" BIGSERIAL NOT NULL,
    "email" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "succeeded" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SignInAttempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Target" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "environment" TEXT NOT NULL,
    "inventory" JSONB NOT NULL,
    "databaseUrl" TEXT NOT NULL,
    "sshKey" TEXT,
    "observed" JSONB,
    "observedAt" TIMESTAMPTZ(3),
    "isActive" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Target_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProbeSample" (
    "id" BIGSERIAL NOT NULL,
    "targetId" UUID NOT NULL,
    "endpoint" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "isOk" BOOLEAN NOT NULL,
    "status" INTEGER,
    "latencyMs" DOUBLE PRECISION NOT NULL,
    "error" TEXT,

    CONSTRAINT "ProbeSample_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RunbookVersion" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RunbookVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Incident" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "targetId" UUID NOT NULL,
    "severity" TEXT NOT NULL,
    "assessment" JSONB NOT NULL,
    "isDrill" BOOLEAN NOT NULL DEFAULT false,
    "state" TEXT NOT NULL DEFAULT 'open',
    "detectedAt" TIMESTAMPTZ(3) NOT NULL,
    "declaredAt" TIMESTAMPTZ(3) NOT NULL,
    "declaredById" UUID NOT NULL,
    "respondBy" TIMESTAMPTZ(3),
    "closedAt" TIMESTAMPTZ(3),
    "headSeq" INTEGER NOT NULL DEFAULT 0,
    "headHash" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "Incident_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Signal" (
    "id" UUID NOT NULL,
    "incidentId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "unit" TEXT,
    "source" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "observedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Signal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Run" (
    "id" UUID NOT NULL,
    "incidentId" UUID NOT NULL,
    "targetId" UUID NOT NULL,
    "runbookVersionId" UUID NOT NULL,
    "procedureKey" TEXT NOT NULL,
    "parameters" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "mode" TEXT NOT NULL DEFAULT 'step',
    "branch" TEXT NOT NULL,
    "plan" JSONB,
    "planHash" TEXT,
    "preflight" JSONB,
    "preflightAt" TIMESTAMPTZ(3),
    "preflightAskedAt" TIMESTAMPTZ(3),
    "preparedById" UUID NOT NULL,
    "startedById" UUID,
    "driverId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Step" (
    "id" UUID NOT NULL,
    "runId" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "branch" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "claimedBy" TEXT,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "cancelAskedAt" TIMESTAMPTZ(3),
    "outcome" JSONB,
    "kept" JSONB,

    CONSTRAINT "Step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Output" (
    "id" BIGSERIAL NOT NULL,
    "stepId" UUID NOT NULL,
    "epoch" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "stream" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Output_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Approval" (
    "id" UUID NOT NULL,
    "runId" UUID NOT NULL,
    "planHash" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "roles" TEXT[],
    "state" TEXT NOT NULL DEFAULT 'requested',
    "requestedById" UUID NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "decidedAt" TIMESTAMPTZ(3),
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "Approval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Decision" (
    "id" UUID NOT NULL,
    "approvalId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "verdict" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Event" (
    "id" BIGSERIAL NOT NULL,
    "incidentId" UUID,
    "runId" UUID,
    "stepId" UUID,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actorId" UUID,
    "actorName" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "prevHash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "Event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Message" (
    "id" UUID NOT NULL,
    "incidentId" UUID NOT NULL,
    "audience" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "byId" UUID,
    "answer" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "IncidentCheck" (
    "id" UUID NOT NULL,
    "incidentId" UUID NOT NULL,
    "group" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "did" TEXT NOT NULL DEFAULT '',
    "expected" TEXT NOT NULL DEFAULT '',
    "saw" TEXT NOT NULL DEFAULT '',
    "tookMs" DOUBLE PRECISION,
    "byId" UUID,
    "note" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3),

    CONSTRAINT "IncidentCheck_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Report" (
    "incidentId" UUID NOT NULL,
    "fields" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedById" UUID,

    CONSTRAINT "Report_pkey" PRIMARY KEY ("incidentId")
);

-- CreateTable
CREATE TABLE "WorkerInstance" (
    "id" UUID NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "beatAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "stoppedAt" TIMESTAMPTZ(3),

    CONSTRAINT "WorkerInstance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Presence" (
    "incidentId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Presence_pkey" PRIMARY KEY ("incidentId","personId")
);

-- CreateIndex
CREATE UNIQUE INDEX "Person_email_key" ON "Person"("email");

-- CreateIndex
CREATE INDEX "AuthSession_personId_idx" ON "AuthSession"("personId");

-- CreateIndex
CREATE INDEX "SignInAttempt_email_at_idx" ON "SignInAttempt"("email", "at");

-- CreateIndex
CREATE INDEX "SignInAttempt_address_at_idx" ON "SignInAttempt"("address", "at");

-- CreateIndex
CREATE UNIQUE INDEX "Target_key_key" ON "Target"("key");

-- CreateIndex
CREATE INDEX "ProbeSample_targetId_at_idx" ON "ProbeSample"("targetId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "RunbookVersion_hash_key" ON "RunbookVersion"("hash");

-- CreateIndex
CREATE INDEX "RunbookVersion_key_createdAt_idx" ON "RunbookVersion"("key", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "Incident_code_key" ON "Incident"("code");

-- CreateIndex
CREATE INDEX "Incident_state_declaredAt_idx" ON "Incident"("state", "declaredAt");

-- CreateIndex
CREATE INDEX "Signal_incidentId_idx" ON "Signal"("incidentId");

-- CreateIndex
CREATE INDEX "Run_incidentId_idx" ON "Run"("incidentId");

-- CreateIndex
CREATE UNIQUE INDEX "Step_runId_ordinal_key" ON "Step"("runId", "ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "Output_stepId_epoch_seq_key" ON "Output"("stepId", "epoch", "seq");

-- CreateIndex
CREATE INDEX "Approval_runId_idx" ON "Approval"("runId");

-- CreateIndex
CREATE INDEX "Approval_state_idx" ON "Approval"("state");

-- CreateIndex
CREATE UNIQUE INDEX "Decision_approvalId_personId_key" ON "Decision"("approvalId", "personId");

-- CreateIndex
CREATE UNIQUE INDEX "Event_incidentId_seq_key" ON "Event"("incidentId", "seq");

-- CreateIndex
CREATE INDEX "Message_incidentId_idx" ON "Message"("incidentId");

-- CreateIndex
CREATE UNIQUE INDEX "IncidentCheck_incidentId_group_key_key" ON "IncidentCheck"("incidentId", "group", "key");

-- AddForeignKey
ALTER TABLE "AuthSession" ADD CONSTRAINT "AuthSession_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProbeSample" ADD CONSTRAINT "ProbeSample_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Incident" ADD CONSTRAINT "Incident_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Signal" ADD CONSTRAINT "Signal_incidentId_fkey" FOREIGN KEY ("incidentId") REFERENCES "Incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_incidentId_fkey" FOREIGN KEY ("incidentId") REFERENCES "Incident"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Run" ADD CONSTRAINT "Run_runbookVersionId_fkey" FOREIGN KEY ("runbookVersionId") REFERENCES "RunbookVersion"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Step" ADD CONSTRAINT "Step_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Output" ADD CONSTRAINT "Output_stepId_fkey" FOREIGN KEY ("stepId") REFERENCES "Step"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Approval" ADD CONSTRAINT "Approval_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Decision" ADD CONSTRAINT "Decision_approvalId_fkey" FOREIGN KEY ("approvalId") REFERENCES "Approval"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Decision" ADD CONSTRAINT "Decision_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Event" ADD CONSTRAINT "Event_incidentId_fkey" FOREIGN KEY ("incidentId") REFERENCES "Incident"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_incidentId_fkey" FOREIGN KEY ("incidentId") REFERENCES "Incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "IncidentCheck" ADD CONSTRAINT "IncidentCheck_incidentId_fkey" FOREIGN KEY ("incidentId") REFERENCES "Incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Report" ADD CONSTRAINT "Report_incidentId_fkey" FOREIGN KEY ("incidentId") REFERENCES "Incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Presence" ADD CONSTRAINT "Presence_incidentId_fkey" FOREIGN KEY ("incidentId") REFERENCES "Incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- States, as in lib/domain/run-states.ts: a typing mistake must not become a state that no screen knows.
ALTER TABLE "Run" ADD CONSTRAINT "Run_state_known" CHECK (state IN
  ('draft', 'awaiting_approval', 'approved', 'running', 'waiting', 'succeeded', 'failed', 'aborted'));
ALTER TABLE "Run" ADD CONSTRAINT "Run_mode_known" CHECK (mode IN ('step', 'to_decision'));
ALTER TABLE "Step" ADD CONSTRAINT "Step_state_known" CHECK (state IN
  ('pending', 'ready', 'running', 'succeeded', 'failed', 'unknown', 'cancelled', 'skipped'));
ALTER TABLE "Approval" ADD CONSTRAINT "Approval_state_known" CHECK (state IN
  ('requested', 'approved', 'denied', 'void', 'expired', 'used'));
ALTER TABLE "Approval" ADD CONSTRAINT "Approval_severity_known" CHECK (severity IN ('critical', 'high', 'medium', 'low'));
ALTER TABLE "Decision" ADD CONSTRAINT "Decision_verdict_known" CHECK (verdict IN ('approved', 'denied'));
ALTER TABLE "Incident" ADD CONSTRAINT "Incident_state_known" CHECK (state IN ('open', 'closed'));
ALTER TABLE "Incident" ADD CONSTRAINT "Incident_severity_known" CHECK (severity IN ('critical', 'high', 'medium', 'low'));
ALTER TABLE "IncidentCheck" ADD CONSTRAINT "IncidentCheck_state_known" CHECK (state IN
  ('pending', 'running', 'passed', 'failed', 'waived'));
ALTER TABLE "Message" ADD CONSTRAINT "Message_state_known" CHECK (state IN ('told_by_person', 'queued', 'sent', 'failed'));
ALTER TABLE "Target" ADD CONSTRAINT "Target_environment_known" CHECK (environment IN ('production', 'staging', 'sandbox'));
ALTER TABLE "Person" ADD CONSTRAINT "Person_role_known" CHECK (role IN
  ('engineer', 'team_lead', 'executive', 'manager', 'administrator'));

-- One person is one person however the address was typed: else somebody could approve their own run as "Kim@".
ALTER TABLE "Person" ADD CONSTRAINT "Person_email_lower_case" CHECK (email = lower(email));

-- Two starts that race are decided here, not by what each of them read a moment before.
CREATE UNIQUE INDEX "Run_one_active_per_target" ON "Run" ("targetId") WHERE state IN ('running', 'waiting');
CREATE UNIQUE INDEX "Approval_one_open_per_run" ON "Approval" ("runId") WHERE state IN ('requested', 'approved');

-- Events without an incident are one chain of their own, so two of them with one sequence number are a fork as well.
DROP INDEX "Event_incidentId_seq_key";
CREATE UNIQUE INDEX "Event_incidentId_seq_key" ON "Event" ("incidentId", "seq") NULLS NOT DISTINCT;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: its rows are never changed', TG_TABLE_NAME
    USING ERRCODE = 'restrict_violation', HINT = 'Write a new row that says what is different.';
END
$$;

CREATE TRIGGER "Event_append_only" BEFORE UPDATE OR DELETE ON "Event"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "Event_never_emptied" BEFORE TRUNCATE ON "Event"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "RunbookVersion_append_only" BEFORE UPDATE OR DELETE ON "RunbookVersion"
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "RunbookVersion_never_emptied" BEFORE TRUNCATE ON "RunbookVersion"
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
