"""What models say, and what goes wrong, by order of the test."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests.world.models.values import Asked

Said = Any
"""A text, anything for JSON (pydantic models too), a trouble, or a function from Asked to such."""


@dataclass(frozen=True)
class Fail:
    """An answer with a status of an error; `retry_after` in seconds."""

    status: int
    retry_after: float | None = None
    message: str = "The test wants this to fail."


@dataclass(frozen=True)
class Hang:
    """No answer before the caller goes, or for so many seconds."""

    seconds: float | None = None


@dataclass(frozen=True)
class Rubbish:
    """An answer with status 200 that is not JSON."""

    body: str = "<html><body><h1>Welcome to the hotel's Wi-Fi</h1></body></html>"
    mime: str = "text/html"


class Cut(StrEnum):
    """How an answer ends in its middle."""

    DROPPED = "dropped"
    """The connection breaks."""
    LENGTH = "length"
    """It reaches the most tokens."""


@dataclass(frozen=True)
class Half:
    """The first half of an answer."""

    cut: Cut = Cut.DROPPED


class No(StrEnum):
    """How a model refuses."""

    ANSWER = "answer"
    """It begins, and a filter stops it."""
    PROMPT = "prompt"
    """It does not take the question."""
    WORDS = "words"
    """It says so, in words."""
    KEY = "key"
    """The key may not."""


@dataclass(frozen=True)
class Refuse:
    """No answer on purpose."""

    no: No = No.ANSWER


@dataclass(frozen=True)
class Drop:
    """The connection breaks before a byte of the answer."""


@dataclass(frozen=True)
class Call:
    """The model calls a function."""

    name: str
    arguments: Mapping[str, Any]


Trouble = Fail | Hang | Rubbish | Half | Refuse | Drop


@dataclass
class Script:
    """What a model does: first what is ordered for a number of times, then what it always does."""

    ordered: deque[Said] = field(default_factory=deque)
    always: Said = None

    def order(self, what: Said, times: int | None) -> None:
        """So many times, after what was ordered before; None: always, until told otherwise."""
        if times is None:
            self.always = what
        else:
            self.ordered.extend([what] * times)

    def act(self, asked: Asked) -> Said:
        """What it does now; None: whatever fits."""
        said = self.ordered.popleft() if self.ordered else self.always
        while callable(said):
            said = said(asked)
        return said
