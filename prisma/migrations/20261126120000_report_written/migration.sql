-- Reports in which every field is written that people write; lib/server/reports/written-reports.ts asks with the same words.
CREATE INDEX "Report_written" ON "Report" ("incidentId")
  WHERE coalesce("fields"->>'users_affected', '') ~ '\S'
    AND coalesce("fields"->>'services_impacted', '') ~ '\S'
    AND coalesce("fields"->>'data_loss', '') ~ '\S'
    AND (coalesce("fields"->>'data_loss_details', '') ~ '\S' OR coalesce("fields"->>'data_loss', '') = 'no')
    AND coalesce("fields"->>'revenue_impact', '') ~ '\S'
    AND coalesce("fields"->>'root_cause', '') ~ '\S'
    AND coalesce("fields"->>'prevention', '') ~ '\S'
    AND coalesce("fields"->>'process_improvements', '') ~ '\S'
    AND coalesce("fields"->>'documentation_updates', '') ~ '\S'
    AND coalesce("fields"->>'review_scheduled', '') ~ '\S'
    AND coalesce("fields"->>'process_documentation_updated', '') ~ '\S'
    AND coalesce("fields"->>'training_planned', '') ~ '\S'
    AND coalesce("fields"->>'monitoring_implemented', '') ~ '\S';
