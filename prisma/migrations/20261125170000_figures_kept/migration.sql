-- Whether an event came that figures over time are made from; lib/server/audit/milestones.ts asks with the same words.
CREATE INDEX "Event_newest_of_figures" ON "Event" ("id")
  WHERE "type" IN ('incident.declared', 'run.prepared', 'incident.severity_changed', 'escalation.started', 'approval.approved', 'incident.recovered', 'run.started');
