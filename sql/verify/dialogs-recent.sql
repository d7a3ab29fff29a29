--! purpose: The newest dialogs with their assistant's name, as the application's first page reads them.
--! effect: read
--! statement: select
--! params:
--! risk: sorts the whole table where no index helps
--! expects: up to 20 rows: id integer, channel text, started_at timestamptz, assistant text
select d.id, d.channel::text as channel, d.started_at, a.name::text as assistant
from dialogs as d
join assistants as a on a.id = d.assistant_id
order by d.started_at desc
limit 20;
