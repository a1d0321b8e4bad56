"""Messages without an insight, and the stretches in which theirs are made."""

from dataclasses import dataclass
from datetime import datetime

from core.ai.messages import Line
from core.chats.values import Ranges
from core.models import ChatId, MessageId

Gap = tuple[int | None, int | None]
"""Ids from the first to the last of which nothing is known yet; None: without an end."""

Size = tuple[int, int]
"""The id of a message and its characters."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Messages of a chat from the first id to the last whose insights are made together."""

    chat_id: ChatId
    first: MessageId
    last: MessageId

    def __str__(self) -> str:
        return f"{self.chat_id} {self.first} {self.last}"


@dataclass(frozen=True, slots=True)
class Found:
    """A stored message in a gap."""

    id: MessageId
    characters: int
    counts: bool
    """It is to have an insight: there is text, and of nobody whom the owner ignores."""
    moment: datetime
    """When it came, or was edited."""
    gap: Gap


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a chat has come."""

    done: Ranges = ()
    planned: Ranges = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done next in a chat."""

    stretches: tuple[tuple[int, int], ...] = ()
    """Newest first."""
    nothing: Ranges = ()
    """Ids where there is nothing to do, so that nobody looks again."""
    wait: float | None = None
    """Seconds until another look is worth it; None where nothing waits."""


@dataclass(frozen=True, slots=True)
class Batch:
    """The messages of a stretch as a model may see them, oldest first."""

    stretch: Stretch
    reached: int
    """The id down to which the messages are, where there came to be more than one batch takes."""
    again: bool
    """Done already, by rule."""
    lines: tuple[Line, ...] = ()
    names: tuple[str, ...] = ()
    """Of the people whose words they are."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What there is to do."""

    waiting: int
    """Messages without an insight, planned ones among them; counted up to `rules.MUCH` a chat."""
    outstanding: int
    """Stretches in the queue."""
    set_aside: int
    """Stretches that could not be done, for the owner to look at."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What it takes at most to have messages read by a model; price in millionths of a dollar."""

    messages: int = 0
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    price: int = 0
    model: str | None = None

    def __add__(self, other: "Estimate") -> "Estimate":
        return Estimate(
            self.messages + other.messages,
            self.calls + other.calls,
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.price + other.price,
            self.model or other.model,
        )
