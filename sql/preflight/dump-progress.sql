--! purpose: How far a dump of this database is, in one sentence.
--! effect: read
--! statement: select
--! params: database:text
--! risk: none
--! expects: one row: sentence text
select coalesce(
  (select format('%s rows of a table are read', max(c.tuples_processed))
   from pg_stat_progress_copy c where c.datname = $1 having count(*) > 0),
  format('the database has %s', pg_size_pretty(pg_database_size(d.oid)))) as sentence
from pg_database d
where d.datname = $1;
