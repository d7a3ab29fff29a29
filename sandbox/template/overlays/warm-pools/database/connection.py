"""The one place where database connections are configured. The API server reads these settings too."""

import os

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import QueuePool

engine = create_engine(
    os.environ["DATABASE_URL"],
    poolclass=QueuePool,
    pool_size=40,
    max_overflow=40,
    pool_pre_ping=True,
)

SessionLocal = sessionmaker(bind=engine)
