-- CreateIndex
CREATE INDEX "Event_actorName_id_idx" ON "Event"("actorName", "id");

-- CreateIndex
CREATE INDEX "Event_type_id_idx" ON "Event"("type", "id");

-- CreateIndex
CREATE INDEX "Event_at_idx" ON "Event"("at");

-- Also in a session that says it only replays what another server has done: there is none.
ALTER TABLE "Event" ENABLE ALWAYS TRIGGER "Event_append_only";
ALTER TABLE "Event" ENABLE ALWAYS TRIGGER "Event_never_emptied";
ALTER TABLE "RunbookVersion" ENABLE ALWAYS TRIGGER "RunbookVersion_append_only";
ALTER TABLE "RunbookVersion" ENABLE ALWAYS TRIGGER "RunbookVersion_never_emptied";
