"""Who works, and what was begun."""

from datetime import datetime

from sqlalchemy import BigInteger, func
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base


class Worker(Base):
    """A worker's process, which says every few seconds that it lives."""

    __tablename__ = "workers"

    name: Mapped[str] = mapped_column(primary_key=True)
    """Machine and process id, with a number that no two workers share."""
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())
    done: Mapped[int] = mapped_column(server_default="0")
    """Jobs."""


class Start(Base):
    """How often a job was begun and neither ended nor failed: its workers died with it."""

    __tablename__ = "job_starts"

    job_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    starts: Mapped[int] = mapped_column(server_default="1")
    begun_at: Mapped[datetime] = mapped_column(server_default=func.now())
