-- AlterTable
ALTER TABLE "Incident" ADD COLUMN     "leadId" UUID;

-- CreateTable
CREATE TABLE "Look" (
    "streamId" UUID NOT NULL,
    "tabId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "incidentId" UUID NOT NULL,
    "at" TEXT NOT NULL DEFAULT '',
    "seenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Look_pkey" PRIMARY KEY ("streamId","tabId")
);

-- CreateTable
CREATE TABLE "HandOver" (
    "id" UUID NOT NULL,
    "incidentId" UUID NOT NULL,
    "runId" UUID,
    "kind" TEXT NOT NULL,
    "fromId" UUID NOT NULL,
    "toId" UUID NOT NULL,
    "offeredById" UUID NOT NULL,
    "note" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'offered',
    "answer" TEXT NOT NULL DEFAULT '',
    "offeredAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "nudgedAt" TIMESTAMPTZ(3),
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "HandOver_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Look_incidentId_idx" ON "Look"("incidentId");

-- CreateIndex
CREATE INDEX "HandOver_incidentId_state_idx" ON "HandOver"("incidentId", "state");

-- CreateIndex
CREATE INDEX "HandOver_toId_state_idx" ON "HandOver"("toId", "state");

-- AddForeignKey
ALTER TABLE "Look" ADD CONSTRAINT "Look_incidentId_fkey" FOREIGN KEY ("incidentId") REFERENCES "Incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "HandOver" ADD CONSTRAINT "HandOver_incidentId_fkey" FOREIGN KEY ("incidentId") REFERENCES "Incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The leader is a person; an incident outlives none of its people, who are only ever disabled.
ALTER TABLE "Incident" ADD CONSTRAINT "Incident_leadId_fkey" FOREIGN KEY ("leadId") REFERENCES "Person"("id");
ALTER TABLE "Look" ADD CONSTRAINT "Look_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE CASCADE;
ALTER TABLE "HandOver" ADD CONSTRAINT "HandOver_fromId_fkey" FOREIGN KEY ("fromId") REFERENCES "Person"("id");
ALTER TABLE "HandOver" ADD CONSTRAINT "HandOver_toId_fkey" FOREIGN KEY ("toId") REFERENCES "Person"("id");
ALTER TABLE "HandOver" ADD CONSTRAINT "HandOver_offeredById_fkey" FOREIGN KEY ("offeredById") REFERENCES "Person"("id");
ALTER TABLE "HandOver" ADD CONSTRAINT "HandOver_kind_check" CHECK ("kind" IN ('incident', 'wheel'));
ALTER TABLE "HandOver" ADD CONSTRAINT "HandOver_state_check"
  CHECK ("state" IN ('offered', 'accepted', 'declined', 'withdrawn', 'lapsed'));
ALTER TABLE "HandOver" ADD CONSTRAINT "HandOver_run_check" CHECK (("kind" = 'wheel') = ("runId" IS NOT NULL));
-- One person at a time is asked: two who both accept would both be told that it is theirs.
CREATE UNIQUE INDEX "HandOver_one_open" ON "HandOver"("incidentId", "kind") WHERE "state" = 'offered';
