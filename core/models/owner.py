"""What the owner chose, and what the owner is to be told."""

from datetime import datetime
from typing import Any

from sqlalchemy import Identity, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, NoticeId


class Preference(Base):
    """A choice of the owner that counts without a restart."""

    __tablename__ = "preferences"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]
    set_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Notice(Base):
    """Something that the bot is to tell the owner; `topic` stands in no two that wait."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("uq_outbox_topic", "topic", unique=True, postgresql_where=text("sent_at IS NULL")),
        Index("ix_outbox_waiting", "id", postgresql_where=text("sent_at IS NULL")),
    )

    id: Mapped[NoticeId] = mapped_column(Identity(always=True), primary_key=True)
    kind: Mapped[str]
    topic: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    sent_at: Mapped[datetime | None]
