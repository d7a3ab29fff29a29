"""The tables as Alembic's autogenerate compares them with the database."""

from sqlalchemy import ARRAY, REAL, Boolean, Column, DateTime, ForeignKey, Integer, MetaData, String, Table, Text

metadata = MetaData()


def key() -> Column:
    return Column("id", Integer, primary_key=True)


def reference(name: str, table: str, nullable: bool = False) -> Column:
    return Column(name, Integer, ForeignKey(f"{table}.id"), nullable=nullable)


def required(name: str, kind: object) -> Column:
    return Column(name, kind, nullable=False)


def moment(name: str) -> Column:
    return required(name, DateTime(timezone=True))


Table(
    "users",
    metadata,
    key(),
    Column("email", String(255), nullable=False, unique=True),
    required("name", String(120)),
    required("password_hash", String(64)),
    required("is_active", Boolean),
    moment("created_at"),
)
Table(
    "assistants",
    metadata,
    key(),
    reference("user_id", "users"),
    required("name", String(120)),
    required("model", String(60)),
    Column("telegram_token", String(80)),
    required("is_active", Boolean),
    moment("created_at"),
)
Table(
    "dialogs",
    metadata,
    key(),
    reference("user_id", "users"),
    reference("assistant_id", "assistants"),
    required("channel", String(20)),
    required("is_open", Boolean),
    moment("started_at"),
    moment("last_activity_at"),
)
Table(
    "dialog_messages",
    metadata,
    key(),
    reference("dialog_id", "dialogs"),
    required("sender", String(20)),
    required("content", Text),
    required("tokens", Integer),
    moment("timestamp"),
)
Table(
    "documents",
    metadata,
    key(),
    reference("user_id", "users"),
    required("filename", String(255)),
    required("size_bytes", Integer),
    required("is_processed", Boolean),
    moment("upload_date"),
)
Table(
    "user_knowledge",
    metadata,
    key(),
    reference("user_id", "users"),
    reference("assistant_id", "assistants"),
    reference("document_id", "documents", nullable=True),
    required("title", String(200)),
    required("importance", Integer),
    required("is_active", Boolean),
    moment("created_at"),
)
Table(
    "knowledge_embeddings",
    metadata,
    key(),
    reference("assistant_id", "assistants"),
    reference("knowledge_id", "user_knowledge"),
    required("chunk", Text),
    required("embedding", ARRAY(REAL)),
    required("importance", Integer),
    moment("created_at"),
)
