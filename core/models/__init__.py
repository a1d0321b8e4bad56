"""The tables, one file a family; importing this package knows them all."""

from core.models.base import (
    Base,
    CallId,
    ChatId,
    ClassifierId,
    CorrectionId,
    FileId,
    MessageId,
    NoticeId,
    PeerId,
    ReadingId,
    SearchId,
    UserId,
)
from core.models.chats import (
    Account,
    Chat,
    ChatAccess,
    ChatKind,
    Coverage,
    MembersNote,
    Topic,
)
from core.models.insights import Embedding, Insight, InsightProgress
from core.models.learning import Classifier
from core.models.ledger import Call, Spending
from core.models.messages import (
    File,
    FileState,
    MediaKind,
    Message,
    MessageVersion,
    ServiceAction,
    Source,
)
from core.models.owner import Notice, Preference
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
from core.models.users import MemberRole, Membership, User
from core.models.worker import Start, Worker

__all__ = [
    "Account",
    "Base",
    "Call",
    "CallId",
    "Chat",
    "ChatAccess",
    "ChatId",
    "ChatKind",
    "Classifier",
    "ClassifierId",
    "Correction",
    "CorrectionId",
    "CorrectionKind",
    "Coverage",
    "Embedding",
    "Evidence",
    "EvidenceKind",
    "File",
    "FileId",
    "FileState",
    "Insight",
    "InsightProgress",
    "MediaKind",
    "MemberRole",
    "MembersNote",
    "Membership",
    "Message",
    "MessageId",
    "MessageVersion",
    "Notice",
    "NoticeId",
    "PeerId",
    "Preference",
    "Profile",
    "ProfileSource",
    "ProfileState",
    "Reading",
    "ReadingId",
    "Search",
    "SearchId",
    "ServiceAction",
    "Source",
    "Spending",
    "Start",
    "Topic",
    "User",
    "UserId",
    "Worker",
]
