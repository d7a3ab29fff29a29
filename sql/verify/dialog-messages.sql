--! purpose: The newest messages of one dialog, as the application reads them.
--! effect: read
--! statement: select
--! params: dialog:integer
--! risk: reads the whole table where no index helps
--! expects: up to 50 rows: id integer, sender text, content text, sent_at timestamptz
select id, sender::text as sender, content, "timestamp" as sent_at
from dialog_messages
where dialog_id = $1
order by "timestamp" desc
limit 50;
