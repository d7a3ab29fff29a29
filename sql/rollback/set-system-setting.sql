--! purpose: Set one of the settings of phase 2 again to what ALTER SYSTEM had set before it was reset.
--! effect: change
--! statement: alter-system-set
--! params: kept:statement
--! risk: takes effect with the next reload or restart
--! expects: no rows
--! verify: verify/system-setting-own.sql
:{kept}
