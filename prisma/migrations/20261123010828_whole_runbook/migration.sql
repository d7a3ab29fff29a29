-- AlterTable
ALTER TABLE "Run" ADD COLUMN     "scheduledById" UUID,
ADD COLUMN     "scheduledFor" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Message" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "batchId" UUID,
ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'notification',
ADD COLUMN     "nextAttemptAt" TIMESTAMPTZ(3),
ADD COLUMN     "secondById" UUID,
ADD COLUMN     "sentAt" TIMESTAMPTZ(3),
ADD COLUMN     "subject" TEXT NOT NULL DEFAULT '',
ALTER COLUMN "incidentId" DROP NOT NULL;

-- CreateTable
CREATE TABLE "AccessToken" (
    "id" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AccessToken_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MessageClock" (
    "incidentId" UUID NOT NULL,
    "audience" TEXT NOT NULL,
    "nextDueAt" TIMESTAMPTZ(3) NOT NULL,
    "warnedAt" TIMESTAMPTZ(3),
    "missedAt" TIMESTAMPTZ(3),
    "missedCount" INTEGER NOT NULL DEFAULT 0,
    "stoppedAt" TIMESTAMPTZ(3),

    CONSTRAINT "MessageClock_pkey" PRIMARY KEY ("incidentId","audience")
);

-- CreateTable
CREATE TABLE "Contact" (
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "notifiedFor" TEXT NOT NULL,
    "email" TEXT NOT NULL DEFAULT '',
    "phone" TEXT NOT NULL DEFAULT '',
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedById" UUID,

    CONSTRAINT "Contact_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "ChannelSetting" (
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "address" TEXT NOT NULL DEFAULT '',
    "secret" TEXT,
    "isEnabled" BOOLEAN NOT NULL DEFAULT true,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "updatedById" UUID,

    CONSTRAINT "ChannelSetting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Escalation" (
    "id" UUID NOT NULL,
    "incidentId" UUID NOT NULL,
    "level" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'proposed',
    "because" TEXT NOT NULL,
    "proposedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "startedById" UUID,
    "dueAt" TIMESTAMPTZ(3),
    "option" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "endedAt" TIMESTAMPTZ(3),
    "endedById" UUID,

    CONSTRAINT "Escalation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Benchmark" (
    "id" UUID NOT NULL,
    "targetId" UUID NOT NULL,
    "incidentId" UUID,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "isBaseline" BOOLEAN NOT NULL DEFAULT false,
    "durationMs" INTEGER NOT NULL,
    "warmUpMs" INTEGER NOT NULL,
    "askedById" UUID,
    "askedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "queries" JSONB,
    "error" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "Benchmark_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Drill" (
    "id" UUID NOT NULL,
    "week" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "procedureKey" TEXT NOT NULL,
    "targetId" UUID NOT NULL,
    "fault" TEXT NOT NULL DEFAULT '',
    "scheduledFor" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'scheduled',
    "incidentId" UUID,
    "startedById" UUID,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "checklist" JSONB NOT NULL DEFAULT '{}',
    "lessons" TEXT NOT NULL DEFAULT '',
    "remindedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Drill_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "AccessToken_hash_key" ON "AccessToken"("hash");

-- CreateIndex
CREATE INDEX "AccessToken_personId_idx" ON "AccessToken"("personId");

-- CreateIndex
CREATE INDEX "Escalation_incidentId_level_idx" ON "Escalation"("incidentId", "level");

-- CreateIndex
CREATE INDEX "Escalation_state_dueAt_idx" ON "Escalation"("state", "dueAt");

-- CreateIndex
CREATE INDEX "Benchmark_targetId_askedAt_idx" ON "Benchmark"("targetId", "askedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Drill_incidentId_key" ON "Drill"("incidentId");

-- CreateIndex
CREATE INDEX "Drill_state_scheduledFor_idx" ON "Drill"("state", "scheduledFor");

-- CreateIndex
CREATE INDEX "Message_state_nextAttemptAt_idx" ON "Message"("state", "nextAttemptAt");

-- AddForeignKey
ALTER TABLE "AccessToken" ADD CONSTRAINT "AccessToken_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MessageClock" ADD CONSTRAINT "MessageClock_incidentId_fkey" FOREIGN KEY ("incidentId") REFERENCES "Incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Escalation" ADD CONSTRAINT "Escalation_incidentId_fkey" FOREIGN KEY ("incidentId") REFERENCES "Incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Benchmark" ADD CONSTRAINT "Benchmark_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Benchmark" ADD CONSTRAINT "Benchmark_incidentId_fkey" FOREIGN KEY ("incidentId") REFERENCES "Incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Drill" ADD CONSTRAINT "Drill_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Drill" ADD CONSTRAINT "Drill_incidentId_fkey" FOREIGN KEY ("incidentId") REFERENCES "Incident"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- States, so that a typing mistake does not become a state that no screen knows.
ALTER TABLE "Message" DROP CONSTRAINT "Message_state_known";
ALTER TABLE "Message" ADD CONSTRAINT "Message_state_known" CHECK (state IN
  ('draft', 'tell_yourself', 'told_by_person', 'queued', 'sending', 'sent', 'failed', 'cancelled'));
ALTER TABLE "Message" ADD CONSTRAINT "Message_audience_known" CHECK (audience IN ('internal', 'customer'));
ALTER TABLE "MessageClock" ADD CONSTRAINT "MessageClock_audience_known" CHECK (audience IN ('internal', 'customer'));
ALTER TABLE "ChannelSetting" ADD CONSTRAINT "ChannelSetting_kind_known" CHECK (kind IN ('slack', 'email', 'hotline'));
ALTER TABLE "Escalation" ADD CONSTRAINT "Escalation_state_known" CHECK (state IN
  ('proposed', 'active', 'settled', 'raised', 'dismissed'));
ALTER TABLE "Escalation" ADD CONSTRAINT "Escalation_level_known" CHECK (level BETWEEN 1 AND 3);
ALTER TABLE "Benchmark" ADD CONSTRAINT "Benchmark_state_known" CHECK (state IN ('queued', 'running', 'done', 'failed'));
ALTER TABLE "Drill" ADD CONSTRAINT "Drill_state_known" CHECK (state IN ('scheduled', 'running', 'done', 'cancelled'));
ALTER TABLE "Drill" ADD CONSTRAINT "Drill_week_known" CHECK (week BETWEEN 1 AND 4);

-- Two workers that see the same condition propose the level once.
CREATE UNIQUE INDEX "Escalation_one_open_per_level" ON "Escalation" ("incidentId", "level")
  WHERE state IN ('proposed', 'active');
-- One benchmark at a time: two at once would measure each other.
CREATE UNIQUE INDEX "Benchmark_one_running_per_target" ON "Benchmark" ("targetId") WHERE state = 'running';
