"""Consolidated: note which phases the schema has been through

Revision ID: c05011da7e01
Revises: 803b93aca2d2
Create Date: 2025-08-25 01:10:00
"""

from alembic import op

revision = "c05011da7e01"
down_revision = "803b93aca2d2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE TABLE schema_phases (phase integer PRIMARY KEY, revision varchar(32) NOT NULL)")
    op.execute("INSERT INTO schema_phases VALUES (1, '803b93aca2d2'), (2, '803b93aca2d2')")


def downgrade() -> None:
    op.execute("DROP TABLE schema_phases")
