-- DropIndex
DROP INDEX "Run_incidentId_idx";

-- CreateIndex
CREATE INDEX "Incident_declaredAt_code_idx" ON "Incident"("declaredAt", "code");

-- CreateIndex
CREATE INDEX "Incident_isDrill_declaredAt_code_idx" ON "Incident"("isDrill", "declaredAt", "code");

-- CreateIndex
CREATE INDEX "Run_incidentId_createdAt_idx" ON "Run"("incidentId", "createdAt");

-- CreateIndex
CREATE INDEX "Approval_requestedAt_idx" ON "Approval"("requestedAt");

-- What figures over all incidents are made from is a handful of each incident's events.
CREATE INDEX "Event_recovered" ON "Event" ("incidentId", "seq") INCLUDE ("at") WHERE "type" = 'incident.recovered';
CREATE INDEX "Event_milestones" ON "Event" ("id")
  WHERE "type" IN ('incident.declared', 'incident.recovered', 'run.succeeded');

-- What workers look for every few seconds is a handful of rows, however many there are that are over.
CREATE INDEX "Step_unsettled" ON "Step" ("state") WHERE "state" IN ('ready', 'running', 'unknown');
CREATE INDEX "Run_unstarted" ON "Run" ("state") WHERE "state" IN ('draft', 'approved');
CREATE INDEX "IncidentCheck_running" ON "IncidentCheck" ("incidentId", "group") WHERE "state" = 'running';
