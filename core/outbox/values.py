"""A notice that waits for the bot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from core.models import NoticeId


class NoticeKind(StrEnum):
    """What a notice tells; its arguments are ids and codes, names are looked up on sending."""

    SESSION_LOST = "session_lost"
    """`account`: its id. `reason`: a `core.accounts.values.LostReason`."""
    CHAT_LOST = "chat_lost"
    """The account cannot read a chat any more. `chat`: our own id of it."""
    MEDIA_STOPPED = "media_stopped"
    """The disk is nearly full, so that no more files are downloaded. `free_mb`: what is left."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that was not sent yet."""

    id: NoticeId
    kind: NoticeKind
    topic: str
    arguments: Mapping[str, Any]
    created_at: datetime
