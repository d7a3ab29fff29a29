--! purpose: The database, those that restores made of it or kept, and the template that a new one is made from.
--! effect: read
--! statement: select
--! params: live:text
--! risk: none
--! expects: a row a database: name text, oid text, is_open boolean, is_owner boolean, can_create boolean, size_bytes text, encoding text, lc_collate text, lc_ctype text, access text, settings text
-- Sizes only of what is asked about: the size of another database may be nobody's to see.
select
  d.datname::text as name,
  d.oid::text as oid,
  d.datallowconn as is_open,
  pg_has_role(d.datdba, 'member') as is_owner,
  (select r.rolcreatedb or r.rolsuper from pg_roles r where r.rolname = current_user) as can_create,
  pg_database_size(d.oid)::text as size_bytes,
  pg_encoding_to_char(d.encoding)::text as encoding,
  d.datcollate::text as lc_collate,
  d.datctype::text as lc_ctype,
  d.datacl::text as access,
  (select string_agg(array_to_string(s.setconfig, ', '), ', ') from pg_db_role_setting s where s.setdatabase = d.oid)
    as settings
from pg_database d
where d.datname in ($1, 'template1') or starts_with(d.datname::text, $1 || '_')
order by d.datname;
