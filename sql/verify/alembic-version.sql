--! purpose: The revision that Alembic believes in, as one value; two heads show as two, separated by a comma.
--! effect: read
--! statement: select
--! params:
--! risk: none; fails where there is no alembic_version table
--! expects: one row: revision text, null where the table is empty
select string_agg(version_num, ', ' order by version_num) as revision
from alembic_version;
