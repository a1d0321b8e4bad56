import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from telethon import errors as telegram_errors
from telethon.tl import functions, types
from telethon.tl.custom import Message

from collector import allowed, line, session
from collector.line import Lane, Line
from core import clock, db, doors
from core.accounts.values import LostReason
from tests.world import collecting
from tests.world.telegram.telegram import FOR_EVER, Telegram

STATE = functions.updates.GetStateRequest()
ME = functions.users.GetUsersRequest([types.InputUserSelf()])


class Time:
    """A time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0, "this would spin"
        self.slept.append(seconds)
        due = self.now + seconds
        await asyncio.sleep(0)
        self.now = max(self.now, due)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def through(telegram: Telegram, time: Time) -> AsyncIterator[Line]:
    async with collecting.line(telegram, monotonic=time.monotonic, sleep=time.sleep) as made:
        yield made


async def test_a_question_is_answered_and_counted(through: Line) -> None:
    state = await through.ask(STATE, Lane.LIVE)
    assert isinstance(state, types.updates.State)
    assert through.asked == {"updates.getState": 1}
    assert through.requests_last_minute() == 1


async def test_requests_are_counted_for_a_minute(through: Line, time: Time) -> None:
    await through.ask(STATE, Lane.LIVE)
    time.now += 59
    await through.ask(STATE, Lane.LIVE)
    assert through.requests_last_minute() == 2
    time.now += 30
    assert through.requests_last_minute() == 1


@pytest.mark.parametrize("premium", [False, True])
async def test_a_flood_wait_is_waited_for_and_the_same_request_is_sent_again(
    telegram: Telegram, through: Line, time: Time, premium: bool
) -> None:
    telegram.floods("updates.getState", 74_263, premium=premium)
    assert isinstance(await through.ask(STATE, Lane.LIVE), types.updates.State)
    assert time.slept == [74_263]
    assert through.asked["updates.getState"] == 2
    assert through.waits() == ()


async def test_a_flood_wait_of_nothing_is_not_a_spin(
    telegram: Telegram, through: Line, time: Time
) -> None:
    telegram.floods("updates.getState", 0, times=3)
    await through.ask(STATE, Lane.LIVE)
    assert time.slept == [1, 1, 1]


class Night(Time):
    """A time that stands still until it is morning."""

    def __init__(self) -> None:
        super().__init__()
        self.fallen_asleep, self.morning = asyncio.Event(), asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        due = self.now + seconds
        self.fallen_asleep.set()
        await self.morning.wait()
        self.now = due


async def test_a_flood_wait_closes_one_method_for_everybody_and_no_other(
    telegram: Telegram,
) -> None:
    night = Night()
    given: dict[str, Any] = {"monotonic": night.monotonic, "sleep": night.sleep}
    telegram.floods("updates.getState", 37)
    async with collecting.line(telegram, **given) as through, asyncio.TaskGroup() as group:
        first = group.create_task(through.ask(STATE, Lane.HISTORY))
        await night.fallen_asleep.wait()
        second = group.create_task(through.ask(STATE, Lane.LIVE))
        (wait,) = through.waits()
        assert wait.method == "updates.getState"
        assert timedelta(seconds=30) < wait.until - clock.now() <= timedelta(seconds=37)
        assert (await through.ask(ME, Lane.MEDIA))[0].id == telegram.me.id
        assert telegram.journal.count["updates.getState"] == 1
        night.morning.set()
        assert isinstance(await first, types.updates.State)
        assert isinstance(await second, types.updates.State)
    assert telegram.journal.count["updates.getState"] == 3
    assert through.waits() == ()


async def test_a_failing_telegram_is_asked_again_with_growing_pauses(
    telegram: Telegram, through: Line, time: Time
) -> None:
    telegram.fails("updates.getState", "RPC_CALL_FAIL", times=2)
    telegram.fails("updates.getState", times=3)
    assert isinstance(await through.ask(STATE, Lane.LIVE), types.updates.State)
    assert time.slept == [1, 2, 4, 8, 16]


async def test_a_telegram_that_goes_on_failing_says_when_to_try_again(
    telegram: Telegram, through: Line
) -> None:
    telegram.fails("updates.getState", times=FOR_EVER)
    with pytest.raises(line.TelegramAilingError, match=r"updates\.getState") as caught:
        await through.ask(STATE, Lane.LIVE)
    assert through.asked["updates.getState"] == 6
    assert caught.value.retry_at > clock.now()
    telegram.heals()
    assert isinstance(await through.ask(STATE, Lane.LIVE), types.updates.State)


async def test_an_answer_that_never_comes_is_asked_for_again(
    telegram: Telegram, time: Time
) -> None:
    telegram.ignores("updates.getState", times=2)
    given: dict[str, Any] = {"answer_within": 0.01, "sleep": time.sleep}
    async with collecting.line(telegram, **given) as through:
        assert isinstance(await through.ask(STATE, Lane.LIVE), types.updates.State)
    assert telegram.journal.count["updates.getState"] == 3


@pytest.mark.parametrize("heard", [True, False])
async def test_a_connection_that_breaks_over_a_question_still_brings_its_answer(
    telegram: Telegram, through: Line, heard: bool
) -> None:
    telegram.breaks("updates.getState", heard=heard)
    assert isinstance(await through.ask(STATE, Lane.LIVE), types.updates.State)


async def test_a_telegram_that_is_away_is_waited_for_without_counting(
    telegram: Telegram, time: Time
) -> None:
    given: dict[str, Any] = {"answer_within": 0.05, "sleep": time.sleep}
    async with collecting.line(telegram, **given) as through, asyncio.TaskGroup() as group:
        telegram.offline()
        telegram.drops()
        asked = group.create_task(through.ask(STATE, Lane.LIVE))
        await asyncio.sleep(0.12)
        assert not asked.done()
        telegram.online()
        assert isinstance(await asked, types.updates.State)
    assert time.slept == []
    assert through.asked["updates.getState"] == 1


async def test_somebody_who_gives_up_does_not_hold_up_the_others(
    telegram: Telegram, through: Line
) -> None:
    held = telegram.holds("updates.getState")
    async with asyncio.TaskGroup() as group:
        asked = group.create_task(through.ask(STATE, Lane.LIVE))
        await held.asked.wait()
        asked.cancel()
        assert isinstance(await through.ask(STATE, Lane.LIVE), types.updates.State)
        held.release()
    assert isinstance(await through.ask(STATE, Lane.LIVE), types.updates.State)


@pytest.mark.parametrize(
    ("word", "code", "reason"),
    [
        ("AUTH_KEY_UNREGISTERED", 401, LostReason.REVOKED),
        ("SESSION_REVOKED", 401, LostReason.REVOKED),
        ("SESSION_EXPIRED", 401, LostReason.REVOKED),
        ("USER_DEACTIVATED", 401, LostReason.BANNED),
        ("USER_DEACTIVATED_BAN", 401, LostReason.BANNED),
        ("AUTH_KEY_DUPLICATED", 406, LostReason.USED_TWICE),
    ],
)
async def test_an_account_that_is_signed_out_is_said_to_be(
    telegram: Telegram, through: Line, word: str, code: int, reason: LostReason
) -> None:
    telegram.refuses("updates.getState", word, code=code)
    with pytest.raises(session.SessionLostError, match=word) as caught:
        await through.ask(STATE, Lane.LIVE)
    assert caught.value.reason is reason


async def test_a_key_that_telegram_forgot_is_a_lost_session(
    telegram: Telegram, through: Line
) -> None:
    held = telegram.holds("updates.getState")
    async with asyncio.TaskGroup() as group:
        asked = group.create_task(_lost(through))
        await held.asked.wait()
        telegram.forgets_logins()
        assert (await asked).reason is LostReason.REVOKED
    assert (await _lost(through)).reason is LostReason.REVOKED


async def _lost(through: Line) -> session.SessionLostError:
    with pytest.raises(session.SessionLostError) as caught:
        await through.ask(STATE, Lane.LIVE)
    return caught.value


async def test_who_waits_when_we_disconnect_is_told_so(telegram: Telegram) -> None:
    async with collecting.client(telegram) as client, asyncio.TaskGroup() as group:
        through, held = Line(client), telegram.holds("updates.getState")

        async def refused() -> None:
            with pytest.raises(line.DisconnectedError):
                await through.ask(STATE, Lane.LIVE)

        group.create_task(refused())
        await held.asked.wait()
        await client.disconnect()
        await refused()


async def test_what_telegram_says_of_one_chat_goes_to_whoever_asked(
    telegram: Telegram, through: Line
) -> None:
    telegram.refuses("messages.getHistory", "CHANNEL_PRIVATE")
    request = history(types.InputPeerSelf())
    with pytest.raises(telegram_errors.ChannelPrivateError):
        await through.ask(request, Lane.HISTORY)
    assert through.asked["messages.getHistory"] == 1


def history(peer: Any) -> functions.messages.GetHistoryRequest:
    return functions.messages.GetHistoryRequest(peer, 0, None, 0, 100, 0, 0, 0)


async def test_a_delay_of_the_takeout_is_not_waited_for(
    telegram: Telegram, through: Line, time: Time
) -> None:
    telegram.refuses("account.initTakeoutSession", "TAKEOUT_INIT_DELAY_86400", code=420)
    request = functions.account.InitTakeoutSessionRequest()
    with pytest.raises(telegram_errors.TakeoutInitDelayError):
        await through.ask(request, Lane.HISTORY)
    assert time.slept == []


async def test_history_goes_through_the_takeout_when_there_is_one(
    telegram: Telegram, through: Line
) -> None:
    anna = telegram.person("Anna")
    chat = telegram.supergroup("Talk", [anna])
    chat.says(anna, "hello")
    request = history(chat.input_peer)
    await through.ask(request, Lane.HISTORY, takeout=True)
    init = functions.account.InitTakeoutSessionRequest()
    through.takeout_id = (await through.ask(init, Lane.HISTORY)).id
    answer = await through.ask(request, Lane.HISTORY, takeout=True)
    await through.ask(request, Lane.HISTORY)
    assert isinstance(answer.messages[0], Message | types.Message)
    calls = telegram.journal.asked("messages.getHistory")
    assert [call.takeout for call in calls] == [None, through.takeout_id, None]
    assert through.asked["messages.getHistory"] == 3


@pytest.mark.parametrize(
    "request_",
    [
        functions.messages.SendMessageRequest(types.InputPeerSelf(), "hello"),
        functions.messages.ReadHistoryRequest(types.InputPeerSelf(), 0),
        functions.auth.LogOutRequest(),
        functions.contacts.ResolveUsernameRequest("somebody"),
    ],
)
async def test_whatever_could_change_something_is_refused(
    telegram: Telegram, through: Line, request_: Any
) -> None:
    before = telegram.journal.count
    with pytest.raises(allowed.NotAllowedError):
        await through.ask(request_, Lane.LIVE)
    assert telegram.journal.count == before


async def test_telegram_is_not_called_inside_a_write_transaction(
    through: Line, database: db.Database
) -> None:
    with pytest.raises(doors.NetworkInTransactionError):
        async with database.write():
            await through.ask(STATE, Lane.LIVE)


def test_methods_are_called_as_telegram_calls_them() -> None:
    assert line.name(STATE) == "updates.getState"
    assert line.name(functions.PingRequest(1)) == "ping"


async def test_a_turn_is_given_back_where_a_wait_began_meanwhile(
    telegram: Telegram, time: Time
) -> None:
    given: dict[str, Any] = {"monotonic": time.monotonic, "sleep": time.sleep, "per_minute": 60}
    async with collecting.line(telegram, **given) as through:
        for _ in range(10):
            await through.ask(ME, Lane.HISTORY)
        telegram.floods("updates.getState", 500)
        async with asyncio.TaskGroup() as group:
            for _ in range(3):
                group.create_task(through.ask(STATE, Lane.HISTORY))
        assert telegram.journal.count["updates.getState"] == 4
        assert time.now >= 1500
