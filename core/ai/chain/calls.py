"""Calls: one question to one link, with retries, masking and the entry of each in the ledger."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from core.ai.asking import Answer, Budget, Call, Question, Result, Settled
from core.ai.chain import entries, patience, prices, replies, telling
from core.ai.chain.prices import Estimate
from core.ai.privacy import masking
from core.ai.prompting import Prompt
from core.ai.providers import links
from core.ai.providers.links import Link
from core.ai.providers.outcomes import CallFailedError, Reaction, Reply
from core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.ai.providers.answers import Door

T = TypeVar("T", bound=BaseModel)


def reader(link: Link, prompt: Prompt) -> str:
    """How answers are signed, as in "google:gemini-2.5-flash professions 1"."""
    return f"{link} {prompt}"


class Caller:
    """Calls links on a budget, so many at once."""

    def __init__(self, settings: Settings, budget: Budget) -> None:
        self._settings = settings
        self._budget = budget
        self._room = asyncio.Semaphore(settings.ai_concurrency)
        self._doors: dict[Link, Door] = {}

    async def ask(self, link: Link, question: Question[T]) -> Answer[T]:
        """The answer of a link, which is asked once more if it gives an unusable one.

        Raises CallFailedError, or BudgetSpentError.
        """
        correction = code = ""
        for _ in range(2):
            try:
                return await patience.patiently(self.once, link, question, correction)
            except replies.UnusableError as error:
                correction = telling.correction(error.fault, question.answer)
                code = error.code
        raise CallFailedError(Result.INVALID, code, Reaction.NEVER)

    async def once(self, link: Link, question: Question[T], correction: str = "") -> Answer[T]:
        """The answer to one request; raises CallFailedError, UnusableError or BudgetSpentError."""
        masked = self._masked(link, question)
        asked = replace(question, prompt=_corrected(question.prompt, correction), text=masked.text)
        door = await self._door(link)
        call = self._call(link, asked)
        async with self._room, entries.entered(self._budget, call) as entry:
            try:
                reply = await door.ask(asked)
                value = replies.read(reply.text, question.answer, masked.restore)
            except CallFailedError as failure:
                entry.settled = self._failed(link, call, failure)
                raise
            except replies.UnusableError as error:
                entry.settled = self._paid(link, call, reply, Result.INVALID, error.code)
                raise
            entry.settled = self._paid(link, call, reply, Result.ANSWERED)
        return Answer(value, reader(link, question.prompt))

    def estimate(self, link: Link, question: Question[T]) -> Estimate:
        """What one call takes at most."""
        seen = prices.tokens(
            question.prompt.text,
            question.text,
            replies.schema(question.answer),
            picture=question.picture,
        )
        price = prices.of(link, self._settings, seen, question.most_tokens)
        return Estimate(seen, question.most_tokens, price.amount, str(link), price.assumed)

    async def close(self) -> None:
        """Hang up on every provider."""
        while self._doors:
            _, door = self._doors.popitem()
            await door.close()

    async def _door(self, link: Link) -> "Door":
        if link not in self._doors:
            connect = await asyncio.to_thread(_connect)
            if link not in self._doors:
                self._doors[link] = connect(link, self._settings)
        return self._doors[link]

    def _masked(self, link: Link, question: Question[T]) -> masking.Masked:
        if not links.is_cloud(link, self._settings):
            return masking.Masked(question.text, {})
        names = question.names if self._settings.ai_mask_names else ()
        return masking.mask(question.text, names)

    def _call(self, link: Link, asked: Question[T]) -> Call:
        at_most = self.estimate(link, asked)
        return Call(
            asked.purpose,
            str(link),
            str(asked.prompt),
            links.is_cloud(link, self._settings),
            at_most.tokens_in,
            at_most.tokens_out,
            at_most.price,
            asked.sent,
        )

    def _paid(
        self, link: Link, call: Call, reply: Reply, result: Result, code: str | None = None
    ) -> Settled:
        """What a reply came to; estimated where the provider did not say."""
        seen = call.tokens_in if reply.tokens_in is None else reply.tokens_in
        written = reply.tokens_out
        if written is None:
            written = min(prices.tokens(reply.text), call.tokens_out)
        price = prices.of(link, self._settings, seen, written)
        return Settled(result, seen, written, price.amount, code)

    def _failed(self, link: Link, call: Call, failure: CallFailedError) -> Settled:
        if failure.reply is not None:
            return self._paid(link, call, failure.reply, failure.result, failure.code)
        if failure.may_cost:
            return Settled(
                failure.result, call.tokens_in, call.tokens_out, call.price, failure.code
            )
        return Settled(failure.result, error=failure.code)


def _connect() -> "Callable[[Link, Settings], Door]":
    """Loading the clients takes seconds, so it waits for the first question, in a thread."""
    from core.ai.providers import answers

    return answers.connect


def _corrected(prompt: Prompt, correction: str) -> Prompt:
    return replace(prompt, text=f"{prompt.text}\n\n{correction}") if correction else prompt
