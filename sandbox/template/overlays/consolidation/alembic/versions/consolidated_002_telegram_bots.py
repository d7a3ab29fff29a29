"""Consolidated: Telegram bots get a table of their own

Revision ID: c05011da7e02
Revises: c05011da7e01
Create Date: 2025-08-25 01:25:00
"""

from alembic import op

revision = "c05011da7e02"
down_revision = "c05011da7e01"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE TABLE telegram_bots ("
        "assistant_id integer PRIMARY KEY REFERENCES assistants (id), token varchar(80) NOT NULL)"
    )
    op.execute(
        "INSERT INTO telegram_bots SELECT id, telegram_token FROM assistants WHERE telegram_token IS NOT NULL"
    )
    # The column itself goes with the next release, when nothing reads it any more.
    op.execute("UPDATE assistants SET telegram_token = NULL WHERE telegram_token IS NOT NULL")


def downgrade() -> None:
    op.execute(
        "UPDATE assistants SET telegram_token = b.token FROM telegram_bots AS b WHERE b.assistant_id = assistants.id"
    )
    op.execute("DROP TABLE telegram_bots")
