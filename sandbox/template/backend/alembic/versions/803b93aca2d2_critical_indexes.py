"""Critical indexes and pgvector

Revision ID: 803b93aca2d2
Revises: 202508230001
Create Date: 2025-08-23 14:20:00
"""

from alembic import context, op

revision = "803b93aca2d2"
down_revision = "202508230001"
branch_labels = None
depends_on = None

INDEXES = [
    ("idx_users_email_active", "users", "(email, is_active)"),
    ("idx_users_active_created", "users", "(is_active, created_at DESC)"),
    ("idx_users_created_at", "users", "(created_at)"),
    ("idx_users_name", "users", "(name)"),
    ("idx_users_email_lower", "users", "(lower(email))"),
    ("idx_assistants_user_active", "assistants", "(user_id, is_active)"),
    ("idx_assistants_user_active_created", "assistants", "(user_id, is_active, created_at DESC)"),
    ("idx_assistants_active", "assistants", "(id) WHERE is_active"),
    ("idx_assistants_created_at", "assistants", "(created_at)"),
    ("idx_assistants_model", "assistants", "(model)"),
    ("idx_assistants_telegram_token", "assistants", "(telegram_token) WHERE telegram_token IS NOT NULL"),
    ("idx_dialogs_assistant_started", "dialogs", "(assistant_id, started_at DESC)"),
    ("idx_dialogs_user_started", "dialogs", "(user_id, started_at DESC)"),
    ("idx_dialogs_started_at", "dialogs", "(started_at DESC)"),
    ("idx_dialogs_open", "dialogs", "(assistant_id) WHERE is_open"),
    ("idx_dialogs_channel_started", "dialogs", "(channel, started_at DESC)"),
    ("idx_dialogs_user_assistant", "dialogs", "(user_id, assistant_id)"),
    ("idx_messages_dialog_timestamp", "dialog_messages", '(dialog_id, "timestamp" DESC)'),
    ("idx_messages_timestamp", "dialog_messages", '("timestamp")'),
    ("idx_messages_assistant_timestamp", "dialog_messages", "(\"timestamp\" DESC) WHERE sender = 'assistant'"),
    ("idx_messages_sender_timestamp", "dialog_messages", '(sender, "timestamp" DESC)'),
    ("idx_messages_tokens", "dialog_messages", "(tokens) WHERE tokens > 300"),
    ("idx_documents_user_upload_date", "documents", "(user_id, upload_date DESC)"),
    ("idx_documents_upload_date", "documents", "(upload_date)"),
    ("idx_documents_unprocessed", "documents", "(upload_date) WHERE NOT is_processed"),
    ("idx_documents_filename", "documents", "(filename)"),
    ("idx_user_knowledge_assistant_importance", "user_knowledge", "(assistant_id, importance DESC)"),
    ("idx_user_knowledge_user_active", "user_knowledge", "(user_id, is_active)"),
    ("idx_user_knowledge_document", "user_knowledge", "(document_id)"),
    ("idx_user_knowledge_created_at", "user_knowledge", "(created_at)"),
    ("idx_user_knowledge_active_importance", "user_knowledge", "(importance DESC) WHERE is_active"),
    ("idx_embeddings_assistant_importance", "knowledge_embeddings", "(assistant_id, importance DESC)"),
    ("idx_embeddings_knowledge", "knowledge_embeddings", "(knowledge_id)"),
    ("idx_embeddings_created_at", "knowledge_embeddings", "(created_at)"),
    ("idx_embeddings_importance", "knowledge_embeddings", "(importance)"),
]

ARRAY_INDEXES = [
    ("idx_knowledge_embeddings_ivfflat", "knowledge_embeddings", "USING gin (embedding)"),
    ("idx_knowledge_embeddings_hnsw", "knowledge_embeddings", "((embedding[1]))"),
]

VECTOR_INDEXES = [
    (
        "idx_knowledge_embeddings_ivfflat",
        "knowledge_embeddings",
        "USING ivfflat (embedding vector_cosine_ops) WITH (lists = 50)",
    ),
    ("idx_knowledge_embeddings_hnsw", "knowledge_embeddings", "USING hnsw (embedding vector_cosine_ops)"),
]


def server_offers_vector() -> bool:
    if context.is_offline_mode():
        return False
    found = op.get_bind().exec_driver_sql("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'")
    return found.first() is not None


def upgrade() -> None:
    embedding_indexes = ARRAY_INDEXES
    if server_offers_vector():
        op.execute("CREATE EXTENSION IF NOT EXISTS vector")
        op.execute("ALTER TABLE knowledge_embeddings ALTER COLUMN embedding TYPE vector(16)")
        embedding_indexes = VECTOR_INDEXES
    for name, table, definition in INDEXES + embedding_indexes:
        op.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} {definition}")


def downgrade() -> None:
    # The vector extension stays: it is harmless, and dropping it would take the column's data along.
    for name, _table, _definition in reversed(INDEXES + ARRAY_INDEXES):
        op.execute(f"DROP INDEX IF EXISTS {name}")
