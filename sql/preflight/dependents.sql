--! purpose: Everything that goes when the named relations are dropped with CASCADE, besides themselves and their own parts.
--! effect: read
--! statement: select
--! params: relations:text[]
--! risk: none
--! expects: a row an object, the first column the same in each: summary text, kind text, identity text, is_ours boolean, can_keep boolean, statement text
-- A view hangs on a table by its rule, and takes along what hangs on it, so the catalogue is walked as DROP itself walks it:
-- to what depends on an object, and to what an object is a part of. `can_keep`: its definition can be taken aside and put
-- back; relations by pg_dump, the others by `statement`. Functions whose text only mentions a name hang on nothing.
with recursive reached (classid, objid, objsubid, is_part) as (
  select tableoid, oid, 0, true
  from pg_class
  where oid in (select to_regclass(name)::oid from unnest($1::text[]) as name)
  union
  select n.classid, n.objid, n.objsubid, n.is_part
  from reached o
  join lateral (
    select d.classid, d.objid, d.objsubid, o.is_part and d.deptype <> 'n' as is_part
    from pg_depend d
    where d.refclassid = o.classid
      and d.refobjid = o.objid
      and (o.objsubid = 0 or d.refobjsubid = o.objsubid)
      and d.deptype in ('n', 'a', 'i', 'P', 'S')
    union all
    select d.refclassid, d.refobjid, d.refobjsubid, o.is_part
    from pg_depend d
    where d.classid = o.classid and d.objid = o.objid and o.objsubid = 0 and d.deptype = 'i'
  ) as n on true
),
-- What belongs to a relation that goes as a whole is no object of its own.
owned as (
  select
    r.classid,
    r.objid,
    coalesce(
      x.indrelid, h.oid, k.conrelid, w.ev_class, f.adrelid, p.polrelid, g.tgrelid, nullif(y.typrelid, 0), e.typrelid
    ) as relation
  from (select distinct classid, objid, objsubid from reached) as r
  left join pg_index x on r.classid = 'pg_class'::regclass and x.indexrelid = r.objid
  left join pg_class h on r.classid = 'pg_class'::regclass and h.reltoastrelid = r.objid
  left join pg_constraint k on r.classid = 'pg_constraint'::regclass and k.oid = r.objid
  left join pg_rewrite w on r.classid = 'pg_rewrite'::regclass and w.oid = r.objid
  left join pg_attrdef f on r.classid = 'pg_attrdef'::regclass and f.oid = r.objid
  left join pg_policy p on r.classid = 'pg_policy'::regclass and p.oid = r.objid
  left join pg_trigger g on r.classid = 'pg_trigger'::regclass and g.oid = r.objid
  left join pg_type y on r.classid = 'pg_type'::regclass and y.oid = r.objid
  left join pg_type e on e.oid = y.typelem and y.typelem <> 0
),
named as (
  select distinct r.classid, r.objid, r.objsubid
  from reached r
  join owned w on w.classid = r.classid and w.objid = r.objid
  where not exists (select 1 from reached s where s.is_part and s.classid = r.classid and s.objid = r.objid)
    and not exists (
      select 1 from reached s where s.classid = 'pg_class'::regclass and s.objid = w.relation and s.objsubid = 0
    )
    and not exists (
      select 1 from pg_trigger g where r.classid = 'pg_trigger'::regclass and g.oid = r.objid and g.tgisinternal
    )
),
described as (
  select
    i.type as kind,
    i.type || ' ' || i.identity as object,
    i.identity,
    coalesce(
      pg_has_role(c.relowner, 'USAGE'),
      pg_has_role(p.proowner, 'USAGE'),
      (select pg_has_role(t.relowner, 'USAGE') from pg_class t where t.oid = k.conrelid),
      false
    ) as is_ours,
    (c.relkind in ('v', 'm') and n.objsubid = 0) or coalesce(k.contype = 'f', false) or coalesce(p.prokind in ('f', 'p'), false)
      as can_keep,
    case
      when k.contype = 'f' then
        'alter table only ' || k.conrelid::regclass || ' add constraint ' || quote_ident(k.conname::text) || ' '
        || pg_get_constraintdef(k.oid) || ';'
      when p.oid is not null then
        btrim(pg_get_functiondef(p.oid), ' ' || chr(10)) || ';' || coalesce((
          select string_agg(
            chr(10) || 'grant execute on routine ' || p.oid::regprocedure || ' to '
              || case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)::text) end || ';',
            ''
          )
          from aclexplode(p.proacl) as a
        ), '')
    end as statement
  from named n
  join lateral pg_identify_object(n.classid, n.objid, n.objsubid) as i on true
  left join pg_class c on n.classid = 'pg_class'::regclass and c.oid = n.objid
  left join pg_constraint k on n.classid = 'pg_constraint'::regclass and k.oid = n.objid
  left join pg_proc p on n.classid = 'pg_proc'::regclass and p.oid = n.objid
)
select
  count(*) over () || ': ' || string_agg(object, '; ') over (
    order by object collate "C" rows between unbounded preceding and unbounded following
  ) as summary,
  kind,
  identity,
  is_ours,
  coalesce(can_keep, false) as can_keep,
  statement
from described
order by object collate "C";
