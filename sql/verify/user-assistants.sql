--! purpose: The active assistants of one user, newest first, as the application reads them.
--! effect: read
--! statement: select
--! params: user:integer
--! risk: reads the whole table where no index helps
--! expects: a row an assistant: id integer, name text, model text
select id, name::text as name, model::text as model
from assistants
where user_id = $1 and is_active
order by created_at desc;
