-- AlterTable
ALTER TABLE "Target" ADD COLUMN     "hostLooks" JSONB,
ADD COLUMN     "hostsAskedAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "StepHost" (
    "stepId" UUID NOT NULL,
    "host" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'untouched',
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "exitCode" INTEGER,
    "summary" TEXT NOT NULL DEFAULT '',
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "StepHost_pkey" PRIMARY KEY ("stepId","host")
);

-- AddForeignKey
ALTER TABLE "StepHost" ADD CONSTRAINT "StepHost_stepId_fkey" FOREIGN KEY ("stepId") REFERENCES "Step"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The list is the one of lib/domain/host-states.ts.
ALTER TABLE "StepHost" ADD CONSTRAINT "StepHost_state_known"
  CHECK (state IN ('untouched', 'running', 'succeeded', 'failed', 'cancelled', 'unknown'));
