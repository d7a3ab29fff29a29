--! purpose: Reads a row of each core table; a table that is missing or may not be read fails it by its name.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: one row: tables text, how many could be read
select count(*)::text as tables
from (values
  ((select count(*) from (select 1 from users limit 1) as t)),
  ((select count(*) from (select 1 from assistants limit 1) as t)),
  ((select count(*) from (select 1 from dialogs limit 1) as t)),
  ((select count(*) from (select 1 from dialog_messages limit 1) as t)),
  ((select count(*) from (select 1 from documents limit 1) as t)),
  ((select count(*) from (select 1 from user_knowledge limit 1) as t)),
  ((select count(*) from (select 1 from knowledge_embeddings limit 1) as t))
) as core (found)
where core.found >= 0;
