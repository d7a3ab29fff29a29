-- AlterTable
ALTER TABLE "Drill" ADD COLUMN     "endedById" UUID,
ADD COLUMN     "faultAskedAt" TIMESTAMPTZ(3),
ADD COLUMN     "faultSeenAt" TIMESTAMPTZ(3),
ADD COLUMN     "nextDrillId" UUID,
ADD COLUMN     "reason" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "targetMs" INTEGER;

-- A target is drilled on once at a time: a second fault would hide what the first one taught.
CREATE UNIQUE INDEX "Drill_one_running_a_target" ON "Drill"("targetId") WHERE state = 'running';
