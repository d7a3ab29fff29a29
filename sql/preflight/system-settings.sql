--! purpose: What the named settings are now and from where, and what they are once ALTER SYSTEM has taken its own word back.
--! effect: read
--! statement: select
--! params: settings:text[]
--! risk: none; needs PostgreSQL 15, pg_read_all_settings, and SELECT on pg_file_settings with its function
--! expects: a row a setting: name text, value text, unit text, source text, context text, boot_value text, is_pending boolean, own_value text, file_value text, file_place text, may_change boolean
-- own_value: from postgresql.auto.conf, which ALTER SYSTEM writes. file_value: the last word of the other files, which
-- counts when that one is gone; without it the server's own default does.
select
  s.name,
  s.setting as value,
  s.unit,
  s.source,
  s.context,
  s.boot_val as boot_value,
  s.pending_restart as is_pending,
  own.setting as own_value,
  file.setting as file_value,
  file.sourcefile || ' line ' || file.sourceline as file_place,
  has_parameter_privilege(s.name, 'ALTER SYSTEM') as may_change
from unnest($1::text[]) with ordinality as wanted (name, position)
join pg_settings s on s.name = wanted.name
left join lateral (
  select f.setting from pg_file_settings f
  where f.name = s.name and right(f.sourcefile, 20) = 'postgresql.auto.conf'
  order by f.seqno desc limit 1
) own on true
left join lateral (
  select f.setting, f.sourcefile, f.sourceline::text as sourceline from pg_file_settings f
  where f.name = s.name and right(f.sourcefile, 20) <> 'postgresql.auto.conf'
  order by f.seqno desc limit 1
) file on true
order by wanted.position;
