"""Baseline: the tables before the optimisation

Revision ID: 202508230001
Revises:
Create Date: 2025-08-23 09:00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202508230001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = [
    "knowledge_embeddings",
    "user_knowledge",
    "documents",
    "dialog_messages",
    "dialogs",
    "assistants",
    "users",
]


def moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now())


def flag(name: str, default: str) -> sa.Column:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.text(default))


def number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer, nullable=False, server_default=sa.text("0"))


def key() -> sa.Column:
    return sa.Column("id", sa.Integer, primary_key=True)


def text(name: str, length: int, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=nullable)


def reference(name: str, table: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{table}.id"), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "users",
        key(),
        sa.Column("email", sa.String(255), nullable=False, unique=True),
        text("name", 120),
        text("password_hash", 64),
        flag("is_active", "true"),
        moment("created_at"),
    )
    op.create_table(
        "assistants",
        key(),
        reference("user_id", "users"),
        text("name", 120),
        text("model", 60),
        text("telegram_token", 80, nullable=True),
        flag("is_active", "true"),
        moment("created_at"),
    )
    op.create_table(
        "dialogs",
        key(),
        reference("user_id", "users"),
        reference("assistant_id", "assistants"),
        text("channel", 20),
        flag("is_open", "true"),
        moment("started_at"),
        moment("last_activity_at"),
    )
    op.create_table(
        "dialog_messages",
        key(),
        reference("dialog_id", "dialogs"),
        text("sender", 20),
        sa.Column("content", sa.Text, nullable=False),
        number("tokens"),
        moment("timestamp"),
    )
    op.create_table(
        "documents",
        key(),
        reference("user_id", "users"),
        text("filename", 255),
        sa.Column("size_bytes", sa.Integer, nullable=False),
        flag("is_processed", "false"),
        moment("upload_date"),
    )
    op.create_table(
        "user_knowledge",
        key(),
        reference("user_id", "users"),
        reference("assistant_id", "assistants"),
        reference("document_id", "documents", nullable=True),
        text("title", 200),
        number("importance"),
        flag("is_active", "true"),
        moment("created_at"),
    )
    op.create_table(
        "knowledge_embeddings",
        key(),
        reference("assistant_id", "assistants"),
        reference("knowledge_id", "user_knowledge"),
        sa.Column("chunk", sa.Text, nullable=False),
        sa.Column("embedding", postgresql.ARRAY(postgresql.REAL), nullable=False),
        number("importance"),
        moment("created_at"),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
