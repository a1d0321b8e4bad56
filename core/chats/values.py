"""What crosses the walls of this room."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from core import models
from core.intake.values import UserSeen

Ranges = tuple[tuple[int, int], ...]
"""Ranges of message ids, both ends included: ascending, disjoint, not adjacent."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A chat as the collector needs it; fields are those of `models.Chat` and `models.Coverage`.

    `top` is None until the chat is followed.
    """

    chat_id: models.ChatId
    peer_id: models.PeerId
    kind: models.ChatKind
    account_id: models.UserId | None
    title: str | None
    username: str | None
    tracked: bool
    access: models.ChatAccess
    is_forum: bool
    migrated_to: models.ChatId | None
    pts: int | None = None
    top: models.MessageId | None = None
    ranges: Ranges = ()
    stale: Ranges = ()
    synced_at: datetime | None = None
    blocked: str | None = None
    retry_at: datetime | None = None
    described_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How complete a chat is.

    `missing` and `stale` count ids, of which a chat need not have a message each; `gaps` counts
    stretches of missing ids. `verified_back_to` is the moment of the oldest message above which
    nothing is missing or stale; None where there is no such message, and where `is_whole`.
    """

    chat_id: models.ChatId
    peer_id: models.PeerId | None
    kind: models.ChatKind
    title: str | None
    username: str | None
    tracked: bool
    access: models.ChatAccess
    is_forum: bool
    migrated_to: models.ChatId | None
    linked_to: models.ChatId | None
    members_count: int | None
    members_known: int | None
    members_note: models.MembersNote | None
    top: models.MessageId | None = None
    stored: int = 0
    total: int | None = None
    missing: int = 0
    gaps: int = 0
    stale: int = 0
    verified_back_to: datetime | None = None
    synced_at: datetime | None = None
    blocked: str | None = None
    retry_at: datetime | None = None

    @property
    def is_whole(self) -> bool:
        """Whether everything that Telegram shows is stored and up to date."""
        return self.top is not None and not self.missing and not self.stale


@dataclass(frozen=True, slots=True)
class Described:
    """What the full description of a chat says; None is unknown and overwrites nothing.

    `linked_to` names a channel's discussion group, or a discussion group's channel.
    """

    linked_to: models.PeerId | None = None
    members_count: int | None = None
    members_known: int | None = None
    members_note: models.MembersNote | None = None
    is_forum: bool | None = None
    topics: Mapping[models.MessageId, str | None] | None = None


@dataclass(frozen=True, slots=True)
class MemberSeen:
    """Somebody in the list of a chat's members; `role` is None for a member without a role."""

    user: UserSeen
    role: str | None = None
    joined_at: datetime | None = None


class Unmatched(NamedTuple):
    """What the settings allow and the account does not have."""

    ids: tuple[models.PeerId, ...]
    usernames: tuple[str, ...]
