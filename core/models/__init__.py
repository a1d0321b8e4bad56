"""The tables, one file a family; importing this package knows them all."""

from core.models.base import (
    Base,
    ChatId,
    CorrectionId,
    FileId,
    MessageId,
    PeerId,
    ReadingId,
    SearchId,
    UserId,
)
from core.models.chats import Account, Chat, ChatKind, Coverage, Topic
from core.models.messages import (
    File,
    FileState,
    MediaKind,
    Message,
    MessageVersion,
    ServiceAction,
    Source,
)
from core.models.professions import (
    Correction,
    CorrectionKind,
    Evidence,
    EvidenceKind,
    Profile,
    ProfileSource,
    ProfileState,
    Reading,
)
from core.models.searches import Search
from core.models.users import Membership, User

__all__ = [
    "Account",
    "Base",
    "Chat",
    "ChatId",
    "ChatKind",
    "Correction",
    "CorrectionId",
    "CorrectionKind",
    "Coverage",
    "Evidence",
    "EvidenceKind",
    "File",
    "FileId",
    "FileState",
    "MediaKind",
    "Membership",
    "Message",
    "MessageId",
    "MessageVersion",
    "PeerId",
    "Profile",
    "ProfileSource",
    "ProfileState",
    "Reading",
    "ReadingId",
    "Search",
    "SearchId",
    "ServiceAction",
    "Source",
    "Topic",
    "User",
    "UserId",
]
