--! purpose: What of this database uses something that the named extensions bring: without them it cannot be read or called.
--! effect: read
--! statement: select
--! params: extensions:text[]
--! risk: none
--! expects: a row a use: extension text, kind text, identity text, is_data boolean
-- The array of a type hangs on the type, and columns on the array. `is_data`: a column of such a type, whose values go.
with recursive brought (extension, classid, objid) as (
  select e.extname::text, d.classid, d.objid
  from pg_extension e
  join pg_depend d on d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid and d.deptype = 'e'
  where e.extname = any ($1::text[])
  union
  select b.extension, d.classid, d.objid
  from brought b
  join pg_depend d on d.refclassid = b.classid and d.refobjid = b.objid and d.deptype = 'i'
)
select distinct
  b.extension,
  i.type as kind,
  i.identity,
  i.type = 'table column' as is_data
from brought b
join pg_depend d on d.refclassid = b.classid and d.refobjid = b.objid and d.deptype in ('n', 'a')
join lateral pg_identify_object(d.classid, d.objid, d.objsubid) as i on true
where not exists (select 1 from brought o where o.classid = d.classid and o.objid = d.objid)
order by b.extension, i.type, i.identity;
