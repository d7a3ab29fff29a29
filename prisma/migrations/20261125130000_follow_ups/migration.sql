-- CreateTable
CREATE TABLE "FollowUp" (
    "id" UUID NOT NULL,
    "incidentId" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "ownerId" UUID NOT NULL,
    "dueOn" DATE NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "createdById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "doneById" UUID,
    "doneAt" TIMESTAMPTZ(3),
    "doneNote" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "FollowUp_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "FollowUp_incidentId_idx" ON "FollowUp"("incidentId");

-- CreateIndex
CREATE INDEX "FollowUp_state_dueOn_id_idx" ON "FollowUp"("state", "dueOn", "id");

-- CreateIndex
CREATE INDEX "FollowUp_ownerId_state_dueOn_idx" ON "FollowUp"("ownerId", "state", "dueOn");

-- CreateIndex
CREATE INDEX "FollowUp_state_doneAt_id_idx" ON "FollowUp"("state", "doneAt", "id");

-- AddForeignKey
ALTER TABLE "FollowUp" ADD CONSTRAINT "FollowUp_incidentId_fkey" FOREIGN KEY ("incidentId") REFERENCES "Incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "FollowUp" ADD CONSTRAINT "FollowUp_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One that is done says who did it and when; an open one says neither.
ALTER TABLE "FollowUp" ADD CONSTRAINT "FollowUp_state_check" CHECK (
  ("state" = 'open' AND "doneById" IS NULL AND "doneAt" IS NULL) OR ("state" = 'done' AND "doneById" IS NOT NULL AND "doneAt" IS NOT NULL));
