"""How a request to a model came out, in our own words."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from core.ai.asking import Result

MOST_TOKENS = 10_000_000
"""That a provider is believed to have charged for one request."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model wrote, with the tokens that it was charged for; None where it did not say."""

    text: str
    tokens_in: int | None
    tokens_out: int | None


_FALLS = frozenset(("HTTP 500", "error", "rubbish"))
"""Not those of a server that is too busy or away, such as 503."""


class Reaction(StrEnum):
    """What to do about a failure."""

    AGAIN = "again"
    """Ask the same link once more."""
    NEXT = "next"
    """Ask the next link; this one may be in trouble."""
    REST = "rest"
    """Ask the next link, and leave this one alone for a while."""
    NEVER = "never"
    """Ask the next link: this one works, but makes nothing of this question."""


class CallFailedError(Exception):
    """A request that came to nothing; holds no word of question, answer or provider."""

    def __init__(
        self, result: Result, code: str, reaction: Reaction, wait: timedelta | None = None
    ) -> None:
        super().__init__(result, code, reaction, wait)
        self.result = result
        self.code = code
        self.reaction = reaction
        self.wait = wait
        """As long as the provider asks for."""
        self.may_cost = False
        """The question was read, so it may have to be paid."""
        self.reply: Reply | None = None
        """What came all the same."""


def stumbled(failure: CallFailedError) -> bool:
    """Whether the question itself may be what a model fails over, each time that it is asked."""
    if failure.reaction is Reaction.AGAIN:
        return failure.result is Result.FAILED and failure.code in _FALLS
    return failure.reaction is Reaction.NEVER
