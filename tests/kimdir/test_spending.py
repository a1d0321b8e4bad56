"""`kimdir ledger` and the budget in `kimdir status`: what left the machine, and what it cost."""

import asyncio
import functools
import io
from datetime import timedelta
from typing import Any

import pytest
from rich.console import Console

from core import db
from core.ai import asking
from core.ledger import service
from core.ledger.values import Limits
from core.models import ChatId, ChatKind
from core.settings import Settings
from kimdir import spending, status
from tests import stored
from tests.core.ledger.calling import ANSWERED, ISTANBUL, NOON, Clock, call

NARROW = 80


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def _settings(url: str, **more: Any) -> Settings:
    given = {"timezone": "Europe/Istanbul", "ai_models": "google:gemini-2.5-flash", **more}
    return Settings(database_url=url, **given)


async def _ledger(url: str, width: int = NARROW, last: int = 20, day: str = "") -> str:
    out = io.StringIO()
    await spending.show(_settings(url), Console(file=out, width=width), last, day)
    return out.getvalue()


async def _call(url: str, number: int, *, texts: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=status.WIDE)
    await spending.show_call(_settings(url), console, number, texts=texts)
    return out.getvalue()


async def _status(url: str, **more: Any) -> str:
    out = io.StringIO()
    await status.show(_settings(url, **more), Console(file=out, width=status.WIDE))
    return out.getvalue()


async def _chat(database: db.Database) -> ChatId:
    chat_id = await stored.chat(database, "Hood [bold]\x1b[2J")
    await stored.person(database, 5, "Ayşe [red]\x1b[1m")
    await stored.says(database, chat_id, await stored.person(database, 6, None), 1, "[b]hi\x1b[2J")
    return chat_id


async def _three(database: db.Database, time: Clock) -> tuple[int, ...]:
    """One answered call, one under way, one of an own model that was lost."""
    chat_id = await _chat(database)
    ledger = service.Ledger(database, Limits(), ISTANBUL, sleep=time.sleep)
    sent = asking.Sent((5, 6), {chat_id: [1, 2]})
    lost = await ledger.reserve(call(cloud=False))
    async with database.write() as session:
        await service.sweep_lost(session, NOON + timedelta(seconds=1))
    time.pass_by(days=1)
    first = await ledger.reserve(call(sent=sent))
    time.pass_by(seconds=2)
    await ledger.settle(first, ANSWERED)
    return lost, first, await ledger.reserve(call(1_234_567, 12_345_600))


async def test_the_ledger_is_readable_at_80_columns(
    database: db.Database, database_url: str, time: Clock
) -> None:
    await _three(database, time)
    shown = (await _ledger(database_url)).splitlines()
    assert max(map(len, shown)) <= NARROW
    assert shown[0].rstrip() == "1 Nov 2026"
    rows = [" ".join(line.split()) for line in shown]
    assert rows[1] == rows[4] == "Id Time For Model Sent Tokens Price Result"
    assert rows[2] == "1 12:00 insights llama3.2 0 of 0 ~100 own lost"
    assert rows[5] == "2 12:00 insights gemini-2.5-flash 2 of 2 90 $0.0007 answered"
    assert rows[6] == "3 12:00 insights gemini-2.5-flash 0 of 0 ~1,234,567 ~$12.3456 under way"
    assert "Today: 2 of 1,000 requests to the cloud, 1,234,657 of 2,000,000 tokens," in shown[-4]


async def test_a_day_and_the_newest_can_be_asked_for(
    database: db.Database, database_url: str, time: Clock
) -> None:
    assert "No model was asked anything so far." in await _ledger(database_url)
    await _three(database, time)
    first = await _ledger(database_url, day="2026-11-01")
    assert "llama3.2" in first
    assert "gemini" not in first
    assert "llama3.2" not in await _ledger(database_url, last=2)
    nothing = await _ledger(database_url, day="2026-10-30")
    assert "No model was asked anything on that day." in nothing
    for wrong in ("yesterday", "2026-02-30", "0001-01-01"):
        with pytest.raises(spending.UnknownCallError, match="such as 2026-11-01"):
            await _ledger(database_url, day=wrong)


async def test_a_call_tells_whose_words_and_which_messages_left(
    database: db.Database, database_url: str, time: Clock
) -> None:
    lost, first, under_way = await _three(database, time)
    shown = await _call(database_url, first)
    assert "Call 2: insights, by the prompt insights 1\n" in shown
    assert "Model: google:gemini-2.5-flash (left this machine)\n" in shown
    assert "Asked: 2 Nov 2026, 12:00:00\n" in shown
    assert "Result: answered, after 2.0 s\n" in shown
    assert "Tokens: 80 in, 10 out; price: $0.0007\n" in shown
    assert "Words of: Ayşe [red][1m (5)\n" in shown
    assert "Words of: somebody without a stored name (6)\n" in shown
    assert "Hood [bold][2J: messages sent: 2\n" in shown
    assert "  1 Nov 2026, 15:01  https://t.me/c/77/1\n" in shown
    assert "  not stored any more  https://t.me/c/77/2\n" in shown
    assert "[b]hi" not in shown
    assert "\x1b" not in shown
    own = await _call(database_url, lost)
    assert "(one of your own machines)" in own
    assert "Tokens: at most 100 in, 0 out; price: nothing" in own
    assert "Result: under way\n" in await _call(database_url, under_way)


async def test_texts_of_a_call_are_shown_where_they_are_wanted(
    database: db.Database, database_url: str, time: Clock
) -> None:
    _, first, _ = await _three(database, time)
    shown = await _call(database_url, first, texts=True)
    assert "    [b]hi[2J" in shown
    assert "    (no text is stored)" in shown
    assert "\x1b" not in shown


async def test_chats_without_titles_and_links_and_with_errors_are_told_too(
    database: db.Database, database_url: str, time: Clock
) -> None:
    chat_id = await stored.chat(database, "", ChatKind.PRIVATE, peer=9)
    ledger = service.Ledger(database, Limits(), ISTANBUL, sleep=time.sleep)
    sent = asking.Sent((), {chat_id: [4], chat_id + 1: [5]})
    number = await ledger.reserve(call(sent=sent))
    await ledger.settle(number, asking.Settled(asking.Result.TIMED_OUT, error="60 s"))
    shown = await _call(database_url, number)
    assert "Result: timed out (60 s), after 0.0 s\n" in shown
    assert f"A chat without a title ({chat_id}): messages sent: 1\n" in shown
    assert "  not stored any more  message 4\n" in shown
    assert "price: $0\n" in shown


@pytest.mark.parametrize("number", [7, 0, -1, 2**70])
async def test_a_call_that_is_not_there_is_a_sentence(database_url: str, number: int) -> None:
    with pytest.raises(spending.UnknownCallError, match=f"No call {number} is in the ledger"):
        await _call(database_url, number)


async def test_status_tells_the_budget_and_until_when_work_waits(
    database: db.Database, database_url: str, time: Clock
) -> None:
    await _three(database, time)
    shown = await _status(database_url)
    assert "$12.35 of $0.50.\n" in shown
    assert "Last hour: 2 of 300 requests, last minute: 2 of 15.\n" in shown
    assert "Work for models waits until 3 Nov 2026, 00:00: AI_MONEY_PER_DAY is used up." in shown
    unlimited = await _status(database_url, ai_money_per_day=0, ai_requests_per_hour=0)
    assert "$12.35.\n" in unlimited
    assert "Last hour: 2 requests," in unlimited
    assert "waits" not in unlimited.partition("Today")[2]


async def test_status_tells_of_own_and_lost_calls(
    database: db.Database, database_url: str, time: Clock
) -> None:
    await _three(database, time)
    time.now = NOON
    shown = await _status(database_url)
    assert "Asked of your own models today: 1, without a limit.\n" in shown
    assert "Lost today, as their process died: 1." in shown


async def test_status_says_that_no_model_is_asked(database_url: str) -> None:
    shown = await _status(database_url, ai_models="offline")
    assert "Models: none is asked, everything is read offline.\n" in shown
    assert "Today:" not in shown


async def test_the_command_shows_calls_or_one_of_them(
    database: db.Database,
    database_url: str,
    time: Clock,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await _three(database, time)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("TIMEZONE", "Europe/Istanbul")
    asked = functools.partial(spending.run, day="", texts=False)
    await asyncio.to_thread(asked, last=1, call=None)
    assert "~1,234,567" in capsys.readouterr().out
    await asyncio.to_thread(asked, last=1, call=2)
    assert "Call 2: insights" in capsys.readouterr().out
