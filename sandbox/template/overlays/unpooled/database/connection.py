"""The one place where database connections are configured. The API server reads these settings too."""

import os

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import NullPool

engine = create_engine(
    os.environ["DATABASE_URL"],
    poolclass=NullPool,
    pool_pre_ping=False,
)

SessionLocal = sessionmaker(bind=engine)
