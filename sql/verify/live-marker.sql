--! purpose: A mark of the tables that are in place: tables that were made anew have other numbers.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: one row: marker text
select coalesce(to_regclass('public.users')::oid::text, 'no users')
  || '/' || coalesce(to_regclass('public.assistants')::oid::text, 'no assistants') as marker;
