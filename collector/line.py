"""The one door through which requests to Telegram go: paced, repeated, and only for reading."""

import asyncio
import collections
import functools
import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Protocol

from telethon import errors as telegram
from telethon.tl import TLRequest
from telethon.tl.functions import InvokeWithTakeoutRequest

from collector import allowed, pacing
from collector.client import Client
from collector.session import SessionLostError
from core import clock, doors, errors
from core.accounts.values import Wait

Lane = pacing.Lane

ANSWER_WITHIN = 60.0
"""Seconds after which a request without an answer is asked again."""
PATIENCE = 6
"""Failures of one request in a row after which its chat is set aside."""
LONGEST_PAUSE = 30.0
SET_ASIDE = timedelta(minutes=5)
SET_ASIDE_UNREADABLE = timedelta(hours=6)


class _NoAnswerError(Exception):
    """An answer did not come in time."""


_WAITS = (telegram.FloodWaitError, telegram.FloodPremiumWaitError)
_AILMENTS = (
    telegram.ServerError,
    telegram.TimedOutError,
    telegram.RpcCallFailError,
    telegram.RpcMcgetFailError,
    telegram.InterdcCallErrorError,
    telegram.InterdcCallRichErrorError,
    telegram.BadMessageError,
    telegram.FloodError,
    _NoAnswerError,
)
_UNREADABLE = (telegram.TypeNotFoundError, BufferError)
LOST: tuple[type[Exception], ...] = (
    telegram.UnauthorizedError,
    telegram.AuthKeyDuplicatedError,
    telegram.AuthKeyInvalidError,
    telegram.AuthKeyUnregisteredError,
    telegram.AuthKeyNotFound,
    telegram.UserDeactivatedError,
    telegram.UserDeactivatedBanError,
)
CUT: tuple[type[Exception], ...] = (OSError, EOFError, BufferError, telegram.InvalidChecksumError)
"""What Telethon raises where a connection breaks, or brings rubbish, while it is being made."""
_BROKEN: tuple[type[Exception], ...] = (*CUT, *LOST)


class TelegramAilingError(errors.KimdirError):
    """Telegram failed at one request again and again; `retry_at` is when to try it again."""

    def __init__(self, sentence: str, retry_at: datetime) -> None:
        self.retry_at = retry_at
        super().__init__(sentence)


class ElsewhereError(errors.KimdirError):
    """A connection to another data centre, or its key, is of no use any more."""


class NotNowError(errors.KimdirError):
    """Telegram has us wait with a method, and the caller does not."""

    def __init__(self, method: str, until: datetime) -> None:
        self.retry_at = until
        super().__init__(f"Telegram lets nobody call {method} now.")


class DisconnectedError(errors.KimdirError, ConnectionError):
    """The connection to Telegram is over and does not come back by itself."""


class Elsewhere(Protocol):
    """A connection to another data centre, as Telethon has it."""

    def send(self, request: TLRequest) -> asyncio.Future[Any]:
        """The future of the answer; raises ConnectionError if the connection is over."""
        ...


class Line:
    """Asks Telegram for everybody.

    `per_minute` 0 is no pacing; `monotonic` and `sleep` are the time that it lives in.
    """

    def __init__(
        self,
        client: Client,
        *,
        per_minute: int = 0,
        answer_within: float = ANSWER_WITHIN,
        monotonic: pacing.Clock = time.monotonic,
        sleep: pacing.Sleep = asyncio.sleep,
    ) -> None:
        self.takeout_id: int | None = None
        self.asked: Counter[str] = Counter()
        self.pace = pacing.Pace(per_minute, monotonic, sleep)
        self._client = client
        self._answer_within = answer_within
        self._monotonic = monotonic
        self._sleep = sleep
        self._closed: dict[str, tuple[float, Wait]] = {}
        self._recent: collections.deque[float] = collections.deque()

    async def ask(
        self,
        request: TLRequest,
        lane: Lane,
        *,
        takeout: bool = False,
        elsewhere: Elsewhere | None = None,
        patient: bool = True,
    ) -> Any:
        """Telegram's answer, whenever it comes, from another data centre if one is given.

        Who is not `patient` gets NotNowError where Telegram has us wait.
        Raises SessionLostError, ElsewhereError, DisconnectedError, TelegramAilingError, and what
        Telegram says of this request (telethon.errors.RPCError, such as ChannelPrivateError).
        """
        doors.refuse_in_transaction("Telegram")
        method = name(request)
        if method not in allowed.ALLOWED:
            raise allowed.NotAllowedError(method)
        failures = 0
        while True:
            until, wait = self._closed.get(method, (0.0, None))
            if wait is not None and not patient and until > self._monotonic():
                raise NotNowError(method, wait.until)
            await self._turn(method, lane)
            try:
                if elsewhere is not None:
                    return await self._once_elsewhere(request, elsewhere)
                return await self._once(request, takeout=takeout)
            except _WAITS as wait:
                self._close(method, max(1, wait.seconds))
            except _AILMENTS as error:
                failures += 1
                await self._bear(method, failures, error)
            except (*LOST, *_UNREADABLE) as error:
                raise self._final(method, error) from error

    def waits(self) -> tuple[Wait, ...]:
        """Methods that Telegram does not let us call now."""
        now = self._monotonic()
        return tuple(wait for until, wait in self._closed.values() if until > now)

    def requests_last_minute(self) -> int:
        """Requests sent in the last sixty seconds, repeated ones too."""
        self._trim(self._monotonic())
        return len(self._recent)

    async def _turn(self, method: str, lane: Lane) -> None:
        while True:
            await self._open(method)
            await self.pace.turn(lane)
            if method not in self._closed:
                return
            self.pace.give_back()

    async def _open(self, method: str) -> None:
        """Wait until Telegram lets us call the method."""
        while (closed := self._closed.get(method)) is not None:
            left = closed[0] - self._monotonic()
            if left <= 0:
                del self._closed[method]
                return
            await self._sleep(left)

    def _close(self, method: str, seconds: int) -> None:
        until = self._monotonic() + seconds
        wait = Wait(method, clock.now() + timedelta(seconds=seconds))
        known = self._closed.get(method)
        if known is None or known[0] < until:
            self._closed[method] = (until, wait)

    async def _once(self, request: TLRequest, *, takeout: bool) -> Any:
        self._count(name(request))
        wrapped = request
        if takeout and self.takeout_id is not None:
            wrapped = InvokeWithTakeoutRequest(self.takeout_id, request)
        try:
            return await self._answer(wrapped)
        except ConnectionError as error:
            raise self._over() or _gone() from error

    async def _answer(self, request: TLRequest) -> Any:
        answer = await self._client.send(request)
        try:
            while True:
                was_up = self._client.is_up()
                if (await asyncio.wait((answer,), timeout=self._answer_within))[0]:
                    break
                if not self._client.is_connected():
                    raise _gone()
                if was_up and self._client.is_up():
                    raise _NoAnswerError
        finally:
            answer.cancel()
        if answer.cancelled():  # by Telethon, at the end of the connection
            raise _gone()
        return answer.result()

    async def _once_elsewhere(self, request: TLRequest, there: Elsewhere) -> Any:
        self._count(name(request))
        try:
            answer = there.send(request)
            try:
                if not (await asyncio.wait((answer,), timeout=self._answer_within))[0]:
                    raise _NoAnswerError
            finally:
                answer.cancel()
            if answer.cancelled():
                raise ElsewhereError("The connection to another data centre is over.")
            return answer.result()
        except _BROKEN as error:
            raise ElsewhereError(f"Another data centre fails: {reason(error)}.") from error

    async def _bear(self, method: str, failures: int, error: Exception) -> None:
        """Wait before the next try; raises TelegramAilingError after the last one."""
        if isinstance(error, telegram.TakeoutInitDelayError):
            raise error
        if failures == PATIENCE:
            raise _ailing(method, SET_ASIDE) from error
        await self._sleep(min(2.0 ** (failures - 1), LONGEST_PAUSE))

    def _final(self, method: str, error: Exception) -> errors.KimdirError:
        if isinstance(error, LOST):
            return lost(error)
        return self._over() or _ailing(method, SET_ASIDE_UNREADABLE)

    def _over(self) -> errors.KimdirError | None:
        """Why the connection is over, as an error to raise; None if it is not."""
        if self._client.is_connected():
            return None
        return over(self._client.end())

    def _count(self, method: str) -> None:
        now = self._monotonic()
        self.asked[method] += 1
        self._recent.append(now)
        self._trim(now)

    def _trim(self, now: float) -> None:
        while self._recent and self._recent[0] < now - 60:
            self._recent.popleft()


def name(request: TLRequest) -> str:
    """The method of a request as Telegram writes it: messages.getHistory."""
    return _name(type(request).__module__, type(request).__name__)


@functools.cache
def _name(module: str, kind: str) -> str:
    room = module.removeprefix("telethon.tl.functions").strip(".")
    short = kind.removesuffix("Request")
    return ".".join(filter(None, (room, short[0].lower() + short[1:])))


def lost(error: BaseException) -> SessionLostError:
    """The error of ours for one of Telegram's that says that the session is of no use."""
    return SessionLostError(reason(error))


def over(end: BaseException | None) -> errors.KimdirError:
    """The error of ours for the end of a connection."""
    return lost(end) if isinstance(end, LOST) else _gone()


def reason(error: BaseException) -> str:
    """Telegram's own word for an error, such as AUTH_KEY_UNREGISTERED."""
    words = type(error).__name__.removesuffix("Error")
    return "".join(f"_{c}" if c.isupper() else c for c in words).lstrip("_").upper()


def _ailing(method: str, pause: timedelta) -> TelegramAilingError:
    return TelegramAilingError(
        f"Telegram fails to answer {method}: tried again later.", clock.now() + pause
    )


def _gone() -> DisconnectedError:
    return DisconnectedError("The connection to Telegram is over.")
