--! purpose: How many assistants there are, are active and are on Telegram.
--! effect: read
--! statement: select
--! params:
--! risk: reads the whole table
--! expects: one row: total text, active text, on_telegram text
select
  count(*)::text as total,
  (count(*) filter (where is_active))::text as active,
  (count(*) filter (where telegram_token is not null))::text as on_telegram
from assistants;
