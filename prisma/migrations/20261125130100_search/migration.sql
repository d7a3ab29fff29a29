-- CreateTable
CREATE TABLE "IncidentText" (
    "incidentId" UUID NOT NULL,
    "upToSeq" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    "words" tsvector NOT NULL,

    CONSTRAINT "IncidentText_pkey" PRIMARY KEY ("incidentId")
);

-- AddForeignKey
ALTER TABLE "IncidentText" ADD CONSTRAINT "IncidentText_incidentId_fkey" FOREIGN KEY ("incidentId") REFERENCES "Incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE INDEX "IncidentText_words_idx" ON "IncidentText" USING gin ("words");
-- A report is looked for by the procedure that was run.
CREATE INDEX "Run_procedureKey_incidentId_idx" ON "Run" ("procedureKey", "incidentId");
