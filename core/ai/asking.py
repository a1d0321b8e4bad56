"""What is asked of a model, what comes back, and who watches the purse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

from core import errors
from core.ai.prompting import Prompt


class Purpose(StrEnum):
    """What a call is for."""

    PROFESSION = "profession"
    INSIGHTS = "insights"
    CAPTION = "caption"
    EMBEDDING = "embedding"
    CHECK = "check"
    """The owner asks whether the model answers."""


class Result(StrEnum):
    """How a call ended."""

    ANSWERED = "answered"
    INVALID = "invalid"
    """An answer of another form than was asked for."""
    REFUSED = "refused"
    """The model will not, or the key may not."""
    LIMITED = "limited"
    """Too many requests for the provider."""
    FAILED = "failed"
    """An error on the provider's side."""
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    LOST = "lost"
    """The process ended while it was under way: it may have been paid."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Whose words, and which messages by our id of the chat, a question holds."""

    people: tuple[int, ...] = ()
    messages: Mapping[int, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Picture:
    """A file for a model that sees."""

    mime: str
    content: bytes
    pages: int = 1


T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """What to do, on which fenced data, and the form of the answer."""

    purpose: Purpose
    prompt: Prompt
    text: str
    answer: type[T]
    sent: Sent = Sent()
    names: tuple[str, ...] = ()
    """Of people, to be masked for a model in the cloud where the owner wants that."""
    picture: Picture | None = None
    most_tokens: int = 4096
    """Of the answer."""


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What a model said, and which one, with the prompt's name and version."""

    value: T
    reader: str
    """Such as "google:gemini-2.5-flash professions 1"."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is about to be made; tokens and price (millionths of a US dollar) estimated."""

    purpose: Purpose
    model: str
    prompt: str
    cloud: bool
    """It leaves the owner's own machines, so the limits hold."""
    tokens_in: int
    tokens_out: int
    price: int
    sent: Sent


@dataclass(frozen=True, slots=True)
class Settled:
    """How a call ended and what it came to; `error` is a code, never a text from the model."""

    result: Result
    tokens_in: int = 0
    tokens_out: int = 0
    price: int = 0
    error: str | None = None


class Budget(Protocol):
    """Who allows calls and writes them down."""

    async def reserve(self, call: Call) -> int:
        """Take what it may cost and give its number; raises BudgetSpentError.

        Whoever is cancelled meanwhile leaves no call open.
        """

    async def settle(self, number: int, settled: Settled) -> None:
        """Put what it cost in place of what was taken."""


class BudgetSpentError(errors.KimdirError):
    """A limit of the owner's is used up."""

    def __init__(self, message: str, until: datetime) -> None:
        super().__init__(message)
        self.until = until
        """When there is room again."""


class NobodyAnswersError(errors.KimdirError):
    """No model of the chain can be had now, and offline is not in it."""

    def __init__(self, message: str, again: datetime) -> None:
        super().__init__(message)
        self.again = again
        """When the next try makes sense."""


class StumbledError(NobodyAnswersError):
    """The providers had errors of their own over this question, and may have them each time."""


class NoUseError(errors.KimdirError):
    """Every model of the chain refused this very question, or answered it in no usable form."""
