import os
from logging.config import fileConfig
from pathlib import Path

from alembic import context
from sqlalchemy import create_engine, pool

from database.models import metadata

config = context.config
fileConfig(config.config_file_name)


def database_url() -> str:
    # From a file, not an argument or the environment: those can be read by others on the host.
    path = Path(os.environ.get("REPLYX_ENV_FILE", Path(__file__).resolve().parent.parent / ".env"))
    for line in path.read_text().splitlines():
        name, _, value = line.partition("=")
        if name == "MIGRATION_DATABASE_URL":
            return value
    raise RuntimeError(f"MIGRATION_DATABASE_URL is not set in {path}")


def is_compared(item, name: str, kind: str, is_reflected: bool, compared_with) -> bool:
    # Indexes belong to their migrations alone, and the monitoring's table to its own script.
    return kind != "index" and (kind != "table" or name in metadata.tables)


def run_offline() -> None:
    context.configure(dialect_name="postgresql", literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    # A migration that cannot get its lock gives up rather than making every query queue behind it.
    options = {"options": "-c lock_timeout=5s", "application_name": "alembic"}
    engine = create_engine(database_url(), poolclass=pool.NullPool, connect_args=options)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, include_object=is_compared)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
