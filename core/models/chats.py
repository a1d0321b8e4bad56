"""Accounts, their chats, the topics in them, and which part of a chat is known."""

from datetime import datetime
from enum import StrEnum
from typing import Any

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


class ChatAccess(StrEnum):
    """Whether the account can read a chat."""

    OPEN = "open"
    LEFT = "left"
    PRIVATE = "private"
    """Telegram answers CHANNEL_PRIVATE: removed from it, or it no longer exists."""
    UNSEEN = "unseen"
    """Named in the settings, but not among the account's chats."""


class MembersNote(StrEnum):
    """What the list of a chat's members is worth."""

    COMPLETE = "complete"
    CAPPED = "capped"
    HIDDEN = "hidden"
    ADMINS_ONLY = "admins_only"
    """Telegram shows the list to administrators alone, as in every broadcast channel."""


class Account(Base):
    """One of the owner's Telegram accounts; ids of private chats and basic groups are its own.

    `pts`, `qts`, `seq` and `state_date` are Telegram's position in the account's own updates, up
    to which everything is stored. `lost_reason` says why its session is dead, null while it lives.
    `report` is what the collector last said of itself (`core.accounts.values.Report`).
    """

    __tablename__ = "accounts"

    id: Mapped[UserId] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str | None]
    username: Mapped[str | None]
    pts: Mapped[int | None]
    qts: Mapped[int | None]
    seq: Mapped[int | None]
    state_date: Mapped[datetime | None]
    lost_at: Mapped[datetime | None]
    lost_reason: Mapped[str | None]
    takeout_id: Mapped[int | None]
    takeout_after: Mapped[datetime | None]
    report: Mapped[dict[str, Any] | None]
    reported_at: Mapped[datetime | None]


class Chat(Base):
    """A group, supergroup, channel or private chat.

    `account_id` is null for supergroups and channels, whose ids are the world's. `peer_id` is null
    only for a basic group known by its migrated history alone; `migrated_to` ties it to the
    supergroup that it became. The same old group is a chat for each account that has it.

    `tracked` chats are stored whole, of others only this row. `switched_at` is when the owner set
    `tracked`: from then on the settings do not. `linked_to` is a channel's discussion group.
    `members_known` counts those that the last look at the list of members found.
    """

    __tablename__ = "chats"
    id: Mapped[ChatId] = mapped_column(Identity(always=True), primary_key=True)
    peer_id: Mapped[PeerId | None] = mapped_column()
    account_id: Mapped[UserId | None] = mapped_column(ForeignKey("accounts.id"))
    kind: Mapped[ChatKind]
    title: Mapped[str | None]
    username: Mapped[str | None]
    members_count: Mapped[int | None]
    is_forum: Mapped[bool] = mapped_column(server_default="false")
    tracked: Mapped[bool] = mapped_column(server_default="false")
    switched_at: Mapped[datetime | None]
    migrated_to: Mapped[ChatId | None] = mapped_column(ForeignKey("chats.id"))
    linked_to: Mapped[ChatId | None] = mapped_column(ForeignKey("chats.id"))
    access: Mapped[ChatAccess] = mapped_column(server_default="open")
    members_known: Mapped[int | None]
    members_note: Mapped[MembersNote | None]
    described_at: Mapped[datetime | None]

    __table_args__ = (
        Index("uq_chats_peer", peer_id, func.coalesce(account_id, 0), unique=True),
        Index("uq_chats_migrated_to", migrated_to, func.coalesce(account_id, 0), unique=True),
    )


class Coverage(Base):
    """What of a chat is stored, and up to where; apart from the chat's own row, often read.

    `ranges`: message ids known to be stored whole. `stale`: those of them whose edits and
    deletions may have been missed. `top`: the highest id known to exist at `pts`, Telegram's
    position in the updates of a channel or supergroup (null for other chats: theirs is the
    account's). `stored` counts the messages of the chat that are stored; `total` is how many there
    are by Telegram's word. `blocked`: why nothing more can be had now, and `retry_at` when that is
    tried again.
    """

    __tablename__ = "coverage"

    chat_id: Mapped[ChatId] = mapped_column(
        ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True
    )
    ranges: Mapped[list[Range[int]]] = mapped_column(INT8MULTIRANGE, server_default="{}")
    stale: Mapped[list[Range[int]]] = mapped_column(INT8MULTIRANGE, server_default="{}")
    top: Mapped[MessageId | None] = mapped_column(BigInteger)
    pts: Mapped[int | None]
    stored: Mapped[int] = mapped_column(server_default="0")
    total: Mapped[int | None]
    synced_at: Mapped[datetime | None]
    blocked: Mapped[str | None]
    retry_at: Mapped[datetime | None]


class Topic(Base):
    """A topic of a forum; its id is that of the message that opened it."""

    __tablename__ = "topics"

    chat_id: Mapped[ChatId] = mapped_column(
        ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True
    )
    topic_id: Mapped[MessageId] = mapped_column(BigInteger, primary_key=True)
    title: Mapped[str | None]
