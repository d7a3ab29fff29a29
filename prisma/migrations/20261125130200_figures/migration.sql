-- What figures over time are made from is a handful of each incident's events; lib/server/reports/get-figures.ts asks with
-- the same words.
CREATE INDEX "Event_figures" ON "Event" ("incidentId", "type", "at")
  WHERE "type" IN ('run.prepared', 'incident.severity_changed', 'escalation.started', 'approval.approved', 'incident.recovered', 'run.started');
