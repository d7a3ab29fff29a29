--! purpose: Whether the tables in place are those that were marked before.
--! effect: read
--! statement: select
--! params: marker:text
--! risk: none
--! expects: one row: answer text (yes, or no where they were made anew or are gone)
select case when coalesce(to_regclass('public.users')::oid::text, 'no users')
  || '/' || coalesce(to_regclass('public.assistants')::oid::text, 'no assistants') = $1 then 'yes' else 'no' end as answer;
