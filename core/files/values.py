"""A file that is wanted, and one that is kept."""

from dataclasses import dataclass

from core.models import ChatId, FileId, MediaKind, MessageId, PeerId


@dataclass(frozen=True, slots=True)
class Policy:
    """Which files are fetched: of these kinds, and of so many bytes at most."""

    kinds: frozenset[MediaKind]
    largest: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that the policy wants and that we lack; `size` in bytes."""

    id: FileId
    chat_id: ChatId
    message_id: MessageId
    mime: str | None
    size: int
    remote_id: int | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the media folder; `path` is relative to that, with slashes; `size` in bytes."""

    sha256: str
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Uncaptioned:
    """A file in the media folder that no model has described; `kept` as of the last look."""

    id: FileId
    chat_id: ChatId
    message_id: MessageId
    sender_id: PeerId | None
    mime: str
    kept: Kept
    attempts: int
    names: tuple[str, ...] = ()
    """Of the sender."""


@dataclass(frozen=True, slots=True)
class Captioned:
    """What a model saw in a file: a sentence and words to search by, and which model."""

    caption: str | None
    tags: tuple[str, ...]
    reader: str
