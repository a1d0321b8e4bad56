"""Accounts, their chats, the topics in them, and which part of a chat is known."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, func
from sqlalchemy.dialects.postgresql import INT8MULTIRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, ChatId, MessageId, PeerId, UserId


class ChatKind(StrEnum):
    """What sort of chat it is."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Account(Base):
    """One of the owner's Telegram accounts; ids of private chats and basic groups are its own."""

    __tablename__ = "accounts"

    id: Mapped[UserId] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str | None]
    username: Mapped[str | None]
    pts: Mapped[int | None]


class Chat(Base):
    """A group, supergroup, channel or private chat.

    `account_id` is null for supergroups and channels, whose ids are the world's. `peer_id` is null
    only for a basic group known by its migrated history alone; `migrated_to` ties it to the
    supergroup that it became. The same old group is a chat for each account that has it.
    """

    __tablename__ = "chats"
    id: Mapped[ChatId] = mapped_column(Identity(always=True), primary_key=True)
    peer_id: Mapped[PeerId | None] = mapped_column()
    account_id: Mapped[UserId | None] = mapped_column(ForeignKey("accounts.id"))
    kind: Mapped[ChatKind]
    title: Mapped[str | None]
    username: Mapped[str | None]
    members_count: Mapped[int | None]
    tracked: Mapped[bool] = mapped_column(server_default="false")
    migrated_to: Mapped[ChatId | None] = mapped_column(ForeignKey("chats.id"))
    pts: Mapped[int | None]
    last_synced_at: Mapped[datetime | None]

    __table_args__ = (
        Index("uq_chats_peer", peer_id, func.coalesce(account_id, 0), unique=True),
        Index("uq_chats_migrated_to", migrated_to, func.coalesce(account_id, 0), unique=True),
    )


class Coverage(Base):
    """The ranges of message ids known to be stored whole; apart from the busy row of the chat."""

    __tablename__ = "coverage"

    chat_id: Mapped[ChatId] = mapped_column(
        ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True
    )
    ranges: Mapped[list[Range[int]]] = mapped_column(INT8MULTIRANGE)


class Topic(Base):
    """A topic of a forum; its id is that of the message that opened it."""

    __tablename__ = "topics"

    chat_id: Mapped[ChatId] = mapped_column(
        ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True
    )
    topic_id: Mapped[MessageId] = mapped_column(BigInteger, primary_key=True)
    title: Mapped[str | None]
