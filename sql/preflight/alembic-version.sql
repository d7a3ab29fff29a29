--! purpose: The revisions that Alembic believes in; exactly one row is healthy.
--! effect: read
--! statement: select
--! params:
--! risk: none; fails where there is no alembic_version table
--! expects: a row a revision: version_num text
select version_num::text as version_num
from alembic_version
order by version_num;
