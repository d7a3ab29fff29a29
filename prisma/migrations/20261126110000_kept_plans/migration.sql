-- The words are the ones from before; what is new is the language. A function in SQL is planned anew at every call, which took
-- longer than everything else that is asked between two steps; one in PL/pgSQL keeps its plan for as long as its connection.
CREATE OR REPLACE FUNCTION approval_stands(of_run uuid, of_plan text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM "Approval" a
    WHERE a."runId" = of_run AND a."sideStepId" IS NULL AND a."state" = 'used' AND a."planHash" = of_plan
      AND CASE WHEN a."kind" = 'break_glass' THEN
        EXISTS (SELECT FROM "Person" p WHERE p."id" = a."requestedById" AND p."isActive"
          AND p."role" IN ('engineer', 'team_lead', 'executive'))
      ELSE
        EXISTS (SELECT FROM "Decision" d WHERE d."approvalId" = a."id" AND d."verdict" = 'approved')
        AND NOT EXISTS (
          SELECT FROM "Decision" d JOIN "Person" p ON p."id" = d."personId"
            LEFT JOIN "Person" o ON o."id" = d."onBehalfOfId"
          WHERE d."approvalId" = a."id" AND d."verdict" = 'approved' AND NOT (
            p."isActive" AND p."role" IN ('engineer', 'team_lead', 'executive') AND coalesce(o."isActive", true)
            AND coalesce(o."role", p."role") = coalesce(d."role", o."role", p."role")
            AND coalesce(o."role", p."role") = ANY (a."roles")
            AND (d."onBehalfOfId" IS NULL OR EXISTS (
              SELECT FROM "Delegation" g WHERE g."fromId" = d."onBehalfOfId" AND g."toId" = d."personId"
                AND g."startsAt" <= d."at" AND d."at" < g."endsAt"
                AND (g."revokedAt" IS NULL
                  OR g."revokedAt" > (SELECT r."startedAt" FROM "Run" r WHERE r."id" = of_run))))))
      END);
END
$$;

-- Any write to the target's row makes this another one.
CREATE OR REPLACE FUNCTION target_stamp_of(of_run uuid) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN (SELECT t.xmin::text FROM "Run" r JOIN "Target" t ON t."id" = r."targetId" WHERE r."id" = of_run);
END
$$;
