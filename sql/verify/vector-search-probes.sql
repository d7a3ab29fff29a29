--! purpose: How many lists of an ivfflat index a new session searches; 1 is pgvector's default.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: one row: probes text
-- Not set at all reads as the default: pgvector makes the setting when a session first uses it.
select coalesce(nullif(current_setting('ivfflat.probes', true), ''), '1') as probes;
