"""Telegram users and the chats they are in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, ChatId, UserId


class User(Base):
    """A Telegram user. `named_at` is the moment at which the stored name was in use.

    `profile_wanted_at` is when the owner asked for the bio and the photo, `profile_read_at` when
    they were last read; `photo` is the photo's path under the media folder.
    """

    __tablename__ = "users"

    id: Mapped[UserId] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    name: Mapped[str | None]
    username: Mapped[str | None]
    normalised_name: Mapped[str] = mapped_column(server_default="")
    named_at: Mapped[datetime | None]
    bio: Mapped[str | None]
    language: Mapped[str | None]
    is_bot: Mapped[bool] = mapped_column(server_default="false")
    is_deleted: Mapped[bool] = mapped_column(server_default="false")
    ignored_at: Mapped[datetime | None]
    profile_wanted_at: Mapped[datetime | None]
    profile_read_at: Mapped[datetime | None]
    photo: Mapped[str | None]
    first_seen_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_users_name_words",
            text("array_to_tsvector(string_to_array(normalised_name, ' '))"),
            postgresql_using="gin",
        ),
        Index("ix_users_bots", "id", postgresql_where=text("is_bot")),
        Index(
            "ix_users_profile_wanted",
            "profile_wanted_at",
            postgresql_where=text("profile_wanted_at IS NOT NULL"),
        ),
    )


class MemberRole(StrEnum):
    """What a member may do in a chat; whether it is a bot stands with the user."""

    CREATOR = "creator"
    ADMIN = "admin"
    MEMBER = "member"


class Membership(Base):
    """A user in a chat, with what they wrote there; service messages do not count."""

    __tablename__ = "memberships"
    __table_args__ = (Index(None, "user_id"),)

    chat_id: Mapped[ChatId] = mapped_column(
        ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[UserId] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[MemberRole | None]
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    message_count: Mapped[int] = mapped_column(server_default="0")
    last_message_at: Mapped[datetime | None]
