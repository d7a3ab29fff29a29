-- AlterTable
ALTER TABLE "Run" ADD COLUMN     "armedById" UUID,
ADD COLUMN     "armedMode" TEXT,
ADD COLUMN     "resumesId" UUID;

-- AlterTable
ALTER TABLE "Step" ADD COLUMN     "lockWait" JSONB;

-- AlterTable
ALTER TABLE "Approval" ADD COLUMN     "sideStepId" UUID;

-- CreateTable
CREATE TABLE "SideStep" (
    "id" UUID NOT NULL,
    "runId" UUID NOT NULL,
    "stepId" UUID,
    "stepEpoch" INTEGER NOT NULL DEFAULT 0,
    "kind" TEXT NOT NULL,
    "plan" JSONB NOT NULL,
    "planHash" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'requested',
    "claimedBy" TEXT,
    "requestedById" UUID NOT NULL,
    "outcome" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SideStep_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "SideStep_runId_idx" ON "SideStep"("runId");

-- CreateIndex
CREATE UNIQUE INDEX "Approval_sideStepId_key" ON "Approval"("sideStepId");

-- AddForeignKey
ALTER TABLE "SideStep" ADD CONSTRAINT "SideStep_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Approval" ADD CONSTRAINT "Approval_sideStepId_fkey" FOREIGN KEY ("sideStepId") REFERENCES "SideStep"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a typing mistake must not become.
ALTER TABLE "SideStep" ADD CONSTRAINT "SideStep_kind_known" CHECK (kind IN ('end_session', 'drop_index', 'skip_step'));
ALTER TABLE "SideStep" ADD CONSTRAINT "SideStep_state_known" CHECK (state IN
  ('requested', 'ready', 'running', 'succeeded', 'failed', 'unknown', 'denied', 'void'));
ALTER TABLE "Run" ADD CONSTRAINT "Run_armedMode_known" CHECK ("armedMode" IN ('step', 'to_decision'));

-- The same act is asked for once at a time, however many press at once.
CREATE UNIQUE INDEX "SideStep_one_open_a_subject" ON "SideStep" ("runId", "subject") WHERE state IN ('requested', 'ready', 'running');
-- A run's plan still has one open request; a side step has its own beside it.
DROP INDEX "Approval_one_open_per_run";
CREATE UNIQUE INDEX "Approval_one_open_per_run" ON "Approval" ("runId") WHERE state IN ('requested', 'approved') AND "sideStepId" IS NULL;
