-- CreateIndex
CREATE INDEX "Run_procedureKey_startedAt_idx" ON "Run"("procedureKey", "startedAt");
