"""Vectors of texts by a model, each call on the owner's budget."""

import asyncio
import math
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core import clock, doors
from core.ai.asking import (
    Budget,
    Call,
    NobodyAnswersError,
    NoUseError,
    Purpose,
    Result,
    Sent,
    Settled,
    StumbledError,
)
from core.ai.chain import breakers, chain, entries, patience, prices, telling
from core.ai.privacy import masking
from core.ai.providers import links, outcomes
from core.ai.providers.links import Link
from core.ai.providers.outcomes import CallFailedError, Reaction
from core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.ai.providers.vectors import Door

MOST_TEXTS = 100
"""In one call: more, Gemini does not take."""
LONGEST = 4_000
"""Characters of a text; models cut or refuse what is much longer."""
MOST_DIMENSIONS = 4_000
"""That a vector may have to be searched by an index of Postgres."""


class Embedder:
    """Makes vectors of length 1, all of one size."""

    def __init__(self, link: Link, settings: Settings, budget: Budget) -> None:
        self._link = link
        self._settings = settings
        self._budget = budget
        self._breaker = breakers.Breaker()
        self._door: Door | None = None

    @property
    def model(self) -> str:
        """As in "google:gemini-embedding-001"; vectors of two models have nothing in common."""
        return str(self._link)

    async def embed(
        self, texts: Sequence[str], sent: Sent, names: Sequence[str] = ()
    ) -> list[list[float]]:
        """The vector of each text, of which there are 1 to MOST_TEXTS.

        `names` of people are masked in the cloud where the owner wants that. Raises
        BudgetSpentError; NobodyAnswersError where waiting may help, StumbledError where it may
        not, else NoUseError.
        """
        doors.refuse_in_transaction("A model")
        assert 0 < len(texts) <= MOST_TEXTS, len(texts)
        shown = [self._shown(text, names) for text in texts]
        try:
            with breakers.guarded(self._breaker):
                return await patience.patiently(self._once, shown, sent)
        except CallFailedError as failure:
            said = telling.sentence(self._link, failure)
            if failure.reaction is Reaction.NEVER:
                raise NoUseError(said) from None
            trouble = StumbledError if outcomes.stumbled(failure) else NobodyAnswersError
            raise trouble(said, self._again()) from None

    async def close(self) -> None:
        """Hang up."""
        door, self._door = self._door, None
        if door is not None:
            await door.close()

    async def _once(self, texts: Sequence[str], sent: Sent) -> list[list[float]]:
        if self._door is None:
            connect = await asyncio.to_thread(_connect)
            self._door = connect(self._link, self._settings)
        door, call = self._door, self._call(texts, sent)
        async with entries.entered(self._budget, call) as entry:
            try:
                made, seen = await door.embed(texts)
            except CallFailedError as failure:
                tokens, price = (call.tokens_in, call.price) if failure.may_cost else (0, 0)
                entry.settled = Settled(failure.result, tokens, 0, price, failure.code)
                raise
            tokens = seen or call.tokens_in
            price = prices.of(self._link, self._settings, tokens, 0).amount
            entry.settled = Settled(Result.INVALID, tokens, 0, price, "wrong vectors")
            vectors = _checked(made, len(texts))
            entry.settled = Settled(Result.ANSWERED, tokens, 0, price)
        return vectors

    def _shown(self, text: str, names: Sequence[str]) -> str:
        if links.is_cloud(self._link, self._settings):
            text = masking.mask(text, names if self._settings.ai_mask_names else ()).text
        return text[:LONGEST]

    def _call(self, texts: Sequence[str], sent: Sent) -> Call:
        tokens = prices.tokens(*texts)
        price = prices.of(self._link, self._settings, tokens, 0).amount
        cloud = links.is_cloud(self._link, self._settings)
        return Call(Purpose.EMBEDDING, self.model, "", cloud, tokens, 0, price, sent)

    def _again(self) -> datetime:
        now = clock.now()
        rest = self._breaker.until
        return rest if rest is not None and rest > now else now + chain.SOON


def prepare(settings: Settings, budget: Budget) -> Embedder | None:
    """Who makes vectors; None where AI_EMBEDDING_MODEL names nobody."""
    if not settings.ai_embedding_model:
        return None
    return Embedder(links.parse(settings.ai_embedding_model), settings, budget)


def _connect() -> "Callable[[Link, Settings], Door]":
    """Loading the clients takes seconds, so it waits for the first text, in a thread."""
    from core.ai.providers import vectors

    return vectors.connect


def _checked(made: Sequence[Sequence[float]], count: int) -> list[list[float]]:
    """The vectors with length 1; raises CallFailedError if they are not `count` of one size."""
    sizes = {len(vector) for vector in made}
    lengths = [math.hypot(*vector) for vector in made]
    if (
        len(made) != count
        or len(sizes) != 1
        or not sizes <= set(range(1, MOST_DIMENSIONS + 1))
        or not all(math.isfinite(length) and length > 0 for length in lengths)
    ):
        raise CallFailedError(Result.INVALID, "wrong vectors", Reaction.NEVER)
    return [
        [value / length for value in vector] for vector, length in zip(made, lengths, strict=True)
    ]
