-- CreateTable
CREATE TABLE "PushDevice" (
    "key" TEXT NOT NULL,
    "personId" UUID NOT NULL,
    "sessionId" UUID NOT NULL,
    "secret" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "agent" TEXT NOT NULL DEFAULT '',
    "keyId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSuccessAt" TIMESTAMPTZ(3),

    CONSTRAINT "PushDevice_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Push" (
    "id" UUID NOT NULL,
    "deviceKey" TEXT NOT NULL,
    "personId" UUID NOT NULL,
    "eventId" BIGINT,
    "eventSeq" INTEGER,
    "incidentId" UUID,
    "kind" TEXT NOT NULL,
    "tag" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3),
    "approvalId" UUID,
    "runId" UUID,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "answer" TEXT NOT NULL DEFAULT '',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3),
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sentAt" TIMESTAMPTZ(3),
    "shownAt" TIMESTAMPTZ(3),
    "openedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Push_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "PushDevice_personId_idx" ON "PushDevice"("personId");

-- CreateIndex
CREATE INDEX "PushDevice_sessionId_idx" ON "PushDevice"("sessionId");

-- CreateIndex
CREATE INDEX "Push_state_nextAttemptAt_idx" ON "Push"("state", "nextAttemptAt");

-- CreateIndex
CREATE INDEX "Push_personId_tag_idx" ON "Push"("personId", "tag");

-- CreateIndex
CREATE UNIQUE INDEX "Push_eventId_deviceKey_tag_key" ON "Push"("eventId", "deviceKey", "tag");

-- AddForeignKey
ALTER TABLE "PushDevice" ADD CONSTRAINT "PushDevice_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PushDevice" ADD CONSTRAINT "PushDevice_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "AuthSession"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a schema cannot say.
ALTER TABLE "Push" ADD CONSTRAINT "Push_kind_check" CHECK ("kind" IN ('approval', 'turn', 'news', 'over', 'test'));
ALTER TABLE "Push" ADD CONSTRAINT "Push_state_check" CHECK ("state" IN ('queued', 'sending', 'sent', 'failed', 'moot'));
