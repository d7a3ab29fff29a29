--! purpose: Whether the console's role may call the named functions.
--! effect: read
--! statement: select
--! params: role:text, functions:text[]
--! risk: none
--! expects: a row a function that is there: wanted text, identity text, may_execute boolean
select
  p.proname::text as wanted,
  quote_ident(n.nspname) || '.' || quote_ident(p.proname) || '(' || coalesce((
    select string_agg(format_type(argument, null), ', ' order by place)
    from unnest(p.proargtypes::oid[]) with ordinality as given (argument, place)
  ), '') || ')' as identity,
  has_function_privilege($1, p.oid, 'EXECUTE') as may_execute
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
where p.proname = any ($2::text[])
  and p.prokind in ('f', 'p')
  and (pg_function_is_visible(p.oid) or n.nspname = 'public')
order by 2;
