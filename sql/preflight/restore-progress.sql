--! purpose: How far a restore into this database is, in one sentence.
--! effect: read
--! statement: select
--! params: database:text, bytes:text
--! risk: none
--! expects: one row: sentence text
-- From outside: what a restore in one transaction has written is counted by the size of its files alone.
select
  format('%s of about %s (%s %%)', pg_size_pretty(pg_database_size(d.oid)), pg_size_pretty($2::bigint),
    least(99, pg_database_size(d.oid) * 100 / greatest(1, $2::bigint)))
  || coalesce((
    select format('; %s rows of a table are in', max(c.tuples_processed))
    from pg_stat_progress_copy c where c.datid = d.oid having count(*) > 0), '')
  || coalesce((
    select format('; building %s indexes', count(*))
    from pg_stat_progress_create_index i where i.datid = d.oid having count(*) > 0), '') as sentence
from pg_database d
where d.datname = $1;
