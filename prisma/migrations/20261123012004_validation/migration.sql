-- AlterTable
ALTER TABLE "Benchmark" ADD COLUMN     "cancelAskedAt" TIMESTAMPTZ(3),
ADD COLUMN     "claimedBy" TEXT;

-- AlterTable
ALTER TABLE "IncidentCheck" ADD COLUMN     "parts" JSONB;

-- CreateTable
CREATE TABLE "Validation" (
    "id" UUID NOT NULL,
    "targetId" UUID NOT NULL,
    "depth" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "askedById" UUID,
    "askedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "claimedBy" TEXT,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "lines" JSONB,
    "error" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "Validation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Validation_targetId_askedAt_idx" ON "Validation"("targetId", "askedAt");

-- AddForeignKey
ALTER TABLE "Validation" ADD CONSTRAINT "Validation_targetId_fkey" FOREIGN KEY ("targetId") REFERENCES "Target"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- States, so that a typing mistake does not become a state that no screen knows.
ALTER TABLE "IncidentCheck" ADD CONSTRAINT "IncidentCheck_group_known" CHECK ("group" IN
  ('immediate', 'comprehensive', 'criteria'));
ALTER TABLE "Benchmark" DROP CONSTRAINT "Benchmark_state_known";
ALTER TABLE "Benchmark" ADD CONSTRAINT "Benchmark_state_known" CHECK (state IN
  ('queued', 'running', 'done', 'failed', 'cancelled'));
ALTER TABLE "Validation" ADD CONSTRAINT "Validation_state_known" CHECK (state IN
  ('queued', 'running', 'done', 'failed'));
ALTER TABLE "Validation" ADD CONSTRAINT "Validation_depth_known" CHECK (depth IN ('quick', 'full'));

-- One benchmark at a time: two at once would measure each other. One that waits counts, too.
DROP INDEX "Benchmark_one_running_per_target";
CREATE UNIQUE INDEX "Benchmark_one_open_per_target" ON "Benchmark" ("targetId") WHERE state IN ('queued', 'running');
-- One kept baseline a target: what all others are compared with.
CREATE UNIQUE INDEX "Benchmark_one_baseline_per_target" ON "Benchmark" ("targetId") WHERE "isBaseline";
