"""The chain of models: one is asked after the other, until one answers or it is offline's turn."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from pydantic import BaseModel

from core import clock, doors
from core.ai.asking import (
    Answer,
    Budget,
    NobodyAnswersError,
    NoUseError,
    Question,
    Result,
    StumbledError,
)
from core.ai.chain import breakers, calls, replies, telling
from core.ai.chain.breakers import Breaker
from core.ai.chain.prices import Estimate
from core.ai.prompting import Prompt
from core.ai.providers import links, outcomes
from core.ai.providers.links import Link
from core.ai.providers.outcomes import CallFailedError, Reaction
from core.settings import OFFLINE, Settings

SOON = timedelta(seconds=30)
"""When to try again, where no link says when."""

T = TypeVar("T", bound=BaseModel)


class Chain:
    """The models of AI_MODELS before "offline", with what is known of how they are."""

    def __init__(self, settings: Settings, budget: Budget) -> None:
        self._links = links.asked(settings)
        self._breakers = {link: breakers.Breaker() for link in self._links}
        self._seeing = {link: breakers.Breaker() for link in self._links}
        self._caller = calls.Caller(settings, budget)
        self.has_offline = OFFLINE in settings.ai_models

    @property
    def models(self) -> tuple[str, ...]:
        """In the order in which they are asked."""
        return tuple(str(link) for link in self._links)

    @property
    def has_models(self) -> bool:
        """Whether anybody but the offline reader may answer."""
        return bool(self._links)

    def readers(self, prompt: Prompt) -> frozenset[str]:
        """As which readers answers to a prompt may be signed."""
        return frozenset(calls.reader(link, prompt) for link in self._links)

    def estimate(self, question: Question[T]) -> Estimate:
        """What one call of the first model takes at most; nothing where there is none."""
        return self._caller.estimate(self._links[0], question) if self._links else Estimate()

    async def ask(self, question: Question[T]) -> Answer[T] | None:
        """The first usable answer; None if it is the offline reader's turn.

        Raises BudgetSpentError; NobodyAnswersError where waiting may help, StumbledError where it
        may not, else NoUseError. Trouble with pictures, which many models do not see and some
        tell by errors of any kind, keeps no other question from a link.
        """
        doors.refuse_in_transaction("A model")
        ours = self._breakers if question.picture is None else self._seeing
        failed: dict[Link, CallFailedError] = {}
        for link in self._links:
            try:
                with breakers.guarded(ours[link]):
                    return await self._caller.ask(link, question)
            except CallFailedError as failure:
                failed[link] = failure
        if self.has_offline:
            return None
        said = telling.together(failed)
        if failed and all(each.reaction is Reaction.NEVER for each in failed.values()):
            raise NoUseError(said)
        fell = failed and all(outcomes.stumbled(each) for each in failed.values())
        raise (StumbledError if fell else NobodyAnswersError)(said, _again(ours.values()))

    def resting(self) -> datetime | None:
        """Until when every model is left alone; None while one may be asked."""
        now = clock.now()
        rests = [each.until is not None and each.until > now for each in self._breakers.values()]
        return _again(self._breakers.values()) if rests and all(rests) else None

    async def check(self, name: str) -> str:
        """A word of a model, of the chain or not; raises ModelSilentError or BudgetSpentError."""
        doors.refuse_in_transaction("A model")
        link = links.parse(name)
        try:
            answer = await self._caller.once(link, telling.a_word())
        except CallFailedError as failure:
            raise telling.ModelSilentError(telling.sentence(link, failure)) from None
        except replies.UnusableError as error:
            unusable = CallFailedError(Result.INVALID, error.code, Reaction.NEVER)
            raise telling.ModelSilentError(telling.sentence(link, unusable)) from None
        return answer.value.word

    async def close(self) -> None:
        """Hang up on every provider."""
        await self._caller.close()


def _again(waiting: Iterable[Breaker]) -> datetime:
    """When the first link may be asked anew."""
    now = clock.now()
    soon = now + SOON
    rests = (each.until for each in waiting)
    return min((until if until and until > now else soon for until in rests), default=soon)


def prepare(settings: Settings, budget: Budget) -> Chain:
    """The chain that settings name; nothing is loaded, let alone sent, before it is asked."""
    return Chain(settings, budget)
