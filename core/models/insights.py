"""What models and rules made of messages: insights, vectors, and how far they have come."""

from datetime import datetime
from typing import Any

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import ForeignKey, ForeignKeyConstraint, func, text
from sqlalchemy.dialects.postgresql import INT8MULTIRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, ChatId, MessageId


class Insight(Base):
    """What one message is about; gone as soon as its text is edited or deleted.

    `intents` holds confidences above 0, 1 to 100 (`core.ai.values.Intent`), `entities` lists of
    names by kind (`core.ai.values.EntityKind`). Rules write no summary.
    """

    __tablename__ = "insights"
    __table_args__ = (
        ForeignKeyConstraint(
            ["chat_id", "message_id"],
            ["messages.chat_id", "messages.message_id"],
            ondelete="CASCADE",
        ),
    )

    chat_id: Mapped[ChatId] = mapped_column(primary_key=True)
    message_id: Mapped[MessageId] = mapped_column(primary_key=True)
    summary: Mapped[str | None]
    keywords: Mapped[list[str]]
    intents: Mapped[dict[str, Any]]
    language: Mapped[str | None]
    entities: Mapped[dict[str, Any]]
    reader: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())


class InsightProgress(Base):
    """Of a chat: ids of messages whose insights are made, and those that jobs were made for.

    A message that is new or edited leaves `done` in the transaction that stores it.
    """

    __tablename__ = "insight_progress"

    chat_id: Mapped[ChatId] = mapped_column(
        ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    done: Mapped[list[Range[int]]] = mapped_column(
        INT8MULTIRANGE, server_default=text("'{}'::int8multirange")
    )
    planned: Mapped[list[Range[int]]] = mapped_column(
        INT8MULTIRANGE, server_default=text("'{}'::int8multirange")
    )


class Embedding(Base):
    """The vector of a message's text, by one model; zeros where it makes none of such a text."""

    __tablename__ = "embeddings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["chat_id", "message_id"],
            ["messages.chat_id", "messages.message_id"],
            ondelete="CASCADE",
        ),
    )

    chat_id: Mapped[ChatId] = mapped_column(primary_key=True)
    message_id: Mapped[MessageId] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    vector: Mapped[Any] = mapped_column(HALFVEC)
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
