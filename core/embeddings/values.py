"""A message that lacks a vector, and one that has it."""

from dataclasses import dataclass

from core.models import ChatId, MessageId, PeerId


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody's own words."""

    chat_id: ChatId
    message_id: MessageId
    sender_id: PeerId | None
    text: str
    names: tuple[str, ...]
    """Of the sender."""


@dataclass(frozen=True, slots=True)
class Made:
    """The vector of a text; zeros where the model makes none of it."""

    wanted: Wanted
    vector: list[float]
