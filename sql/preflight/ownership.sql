--! purpose: Who owns the tables of the named indexes and the named relations, and whether the console's role may do what an owner may.
--! effect: read
--! statement: select
--! params: role:text, indexes:text[], relations:text[]
--! risk: none
--! expects: a row an index and a relation that is there: wanted text, schema_name text, relation_name text, kind text, owner text, is_owner_superuser boolean, has_owner_others boolean, is_owner boolean, may_use_schema boolean, may_create boolean
-- Only an owner drops an index, and no grant gives that for one table. `has_owner_others`: membership in the owner's role
-- would give more than these relations. `role` is "public" for one that is still to be made.
with wanted (name, oid) as (
  select i.relname::text, x.indrelid
  from pg_class i
  join pg_index x on x.indexrelid = i.oid
  join pg_namespace n on n.oid = i.relnamespace
  where i.relname = any ($2::text[])
    and i.relkind in ('i', 'I')
    and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
  union
  select named, c.oid
  from unnest($3::text[]) as named
  join pg_class c on c.relkind in ('r', 'p', 'v', 'm')
  join pg_namespace n on n.oid = c.relnamespace
  where case
    when strpos(named, '.') > 0 then n.nspname || '.' || c.relname = named
    else c.relname = named and (pg_table_is_visible(c.oid) or n.nspname = 'public')
  end
)
select
  w.name as wanted,
  n.nspname::text as schema_name,
  c.relname::text as relation_name,
  case c.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end as kind,
  o.rolname::text as owner,
  o.rolsuper as is_owner_superuser,
  exists (select 1 from pg_auth_members m where m.member = o.oid) or exists (
    select 1
    from pg_shdepend s
    where s.refclassid = 'pg_authid'::regclass
      and s.refobjid = o.oid
      and not (
        s.dbid = (select oid from pg_database where datname = current_database())
        and s.classid = 'pg_class'::regclass
        and (
          s.objid in (select oid from wanted)
          or exists (
            select 1 from pg_depend p
            where p.classid = s.classid and p.objid = s.objid and p.deptype in ('a', 'i')
              and p.refclassid = s.classid and p.refobjid in (select oid from wanted)
          )
        )
      )
  ) as has_owner_others,
  case when $1 = 'public' then false else pg_has_role($1, o.oid, 'USAGE') end as is_owner,
  has_schema_privilege($1, n.oid, 'USAGE') as may_use_schema,
  has_schema_privilege($1, n.oid, 'CREATE') as may_create
from wanted w
join pg_class c on c.oid = w.oid
join pg_namespace n on n.oid = c.relnamespace
join pg_roles o on o.oid = c.relowner
order by n.nspname, c.relname, w.name;
