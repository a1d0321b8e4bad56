"""What an import says of itself: how far it is, and what came of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from core import errors, models
from core.intake.values import Prepared, Recorded, UserSeen

NOTHING = Prepared((), ())

Raw = dict[str, Any]
"""An object of the export as JSON gives it."""


class Skipped(StrEnum):
    """Why a message or a chat was not stored."""

    UNSUPPORTED = "unsupported"
    NO_ID = "no_id"
    BAD_ID = "bad_id"
    BAD_DATE = "bad_date"
    BAD_NUMBER = "bad_number"
    BAD_TEXT = "bad_text"
    BAD_JSON = "bad_json"
    TOO_BIG = "too_big"
    TOO_DEEP = "too_deep"
    NOT_A_MESSAGE = "not_a_message"
    SAVED_MESSAGES = "saved_messages"
    SERVICE_CHAT = "service_chat"
    OWN_BOT = "own_bot"
    UNKNOWN_KIND = "unknown_kind"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is; bytes are those of the file, messages all that were looked at."""

    bytes_read: int
    bytes_total: int
    messages: int
    chat: str | None


@dataclass(slots=True)
class ChatReport:
    """What came of one chat; `kind` is None and `reason` set where it was skipped whole."""

    title: str | None
    kind: models.ChatKind | None
    reason: Skipped | None = None
    recorded: Recorded = field(default_factory=Recorded)
    skipped: Counter[Skipped] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of an import. `broken` says why it ended early; what was read before is stored."""

    chats: tuple[ChatReport, ...]
    people: int
    seconds: float
    broken: errors.KimdirError | None = None

    @property
    def recorded(self) -> Recorded:
        """Of all chats."""
        return sum((chat.recorded for chat in self.chats), Recorded())

    @property
    def skipped(self) -> Counter[Skipped]:
        """Messages that were not stored, of all chats."""
        return sum((chat.skipped for chat in self.chats), Counter())


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose export it may be: the `account` said, else whom it names, else the `owner`."""

    account: models.UserId | None = None
    owner: models.UserId | None = None
    own_bot: models.UserId | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose export it is, as `personal_information` says."""

    id: models.UserId
    name: str | None
    username: str | None
    bio: str | None


@dataclass(frozen=True, slots=True)
class ChatHead:
    """A chat as the export introduces it; `number` counts the chats of the file."""

    number: int
    kind: models.ChatKind
    title: str | None
    raw_id: int
    type: str
    alone: bool
    """The file holds nothing else."""


class Extent(NamedTuple):
    """Ids between which every message of the export could be read."""

    first: models.MessageId
    last: models.MessageId


@dataclass(slots=True)
class Batch:
    """Messages of one chat in their order; `former` are of the basic group that it was before.

    The last batch of a chat `closes` it and says how much of it is covered.
    """

    head: ChatHead
    peer: models.PeerId
    bytes_read: int
    former: bool = False
    prepared: Prepared = NOTHING
    users: list[UserSeen] = field(default_factory=list)
    topics: Mapping[models.MessageId, str | None] = field(default_factory=dict)
    skipped: Counter[Skipped] = field(default_factory=Counter)
    closes: bool = False
    covered: Sequence[Extent] = ()
    covered_former: Sequence[Extent] = ()
