--! purpose: How big the database is, to be compared with the free space of a disk.
--! effect: read
--! statement: select
--! params:
--! risk: none
--! expects: one row: size_bytes text, size text
select
  pg_database_size(current_database())::text as size_bytes,
  pg_size_pretty(pg_database_size(current_database())) as size;
