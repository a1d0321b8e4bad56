"""`kimdir status` and `kimdir chats`: plain tables, hostile names, and what to do next."""

import io
from typing import Any

import pytest
from rich.console import Console
from sqlalchemy import update

from core import db
from core.accounts import service as accounts
from core.accounts import values
from core.models import Account, Chat, ChatAccess, ChatKind, Coverage, MessageId, UserId
from core.settings import Settings
from kimdir import choosing, status
from tests import stored

ME = UserId(7)
WHEN = ("1", "Nov", "2026,", "12:00")


def _settings(url: str) -> Settings:
    return Settings(database_url=url, telegram_feature_enabled=True, timezone="UTC")


async def _status(url: str, **more: Any) -> str:
    out = io.StringIO()
    loaded = _settings(url).model_copy(update=more)
    await status.show(loaded, Console(file=out, width=status.WIDE))
    return out.getvalue()


async def _chats(url: str, track: tuple[str, ...] = (), untrack: tuple[str, ...] = ()) -> str:
    out = io.StringIO()
    await choosing.choose(_settings(url), track, untrack, Console(file=out, width=status.WIDE))
    return out.getvalue()


async def _populate(database: db.Database) -> None:
    hood = await stored.chat(database, title="Hood [bold]<b>\x1b[2J", username="Hood")
    await stored.chat(database, title="Old flat", kind=ChatKind.GROUP, peer=-5)
    async with database.write() as session:
        session.add(Account(id=ME, name="Ayşe", username="ayse"))
        session.add(
            Coverage(
                chat_id=hood, top=MessageId(100), stored=4000, total=9000, synced_at=stored.NOON
            )
        )
        await session.execute(update(Chat).where(Chat.id == hood).values(tracked=True))


async def test_status_shows_the_account_and_each_tracked_chat(
    database: db.Database, database_url: str
) -> None:
    await _populate(database)
    shown = await _status(database_url)
    assert "Account: Ayşe @ayse (7), signed in\n" in shown
    assert "The collector is not running. Start kimdir up." in shown
    row = next(line for line in shown.splitlines() if "Hood" in line)
    assert row.split() == ["Hood", "[bold]<b>[2J", "4,000", "9,000", "1", *WHEN]
    assert "Old flat" not in shown
    assert "\x1b" not in shown


async def test_status_shows_waits_and_what_blocks_a_chat(
    database: db.Database, database_url: str
) -> None:
    await _populate(database)
    later = stored.NOON.replace(year=2030)
    report = values.Report(
        values.State.COLLECTING, True, 12, 60, (values.Wait("messages.getHistory", later),)
    )
    async with database.write() as session:
        await accounts.report(session, ME, report)
        await session.execute(update(Coverage).values(blocked="telegram_ailing", retry_at=later))
    shown = await _status(database_url)
    assert "Collecting · 12 of 60 requests/min" in shown
    assert "Telegram makes me wait until 1 Nov 2030, 12:00 (messages.getHistory)" in shown
    assert "waits until 1 Nov 2030, 12:00 (Telegram is failing)" in shown
    async with database.write() as session:
        await session.execute(update(Chat).values(access=ChatAccess.LEFT))
        await accounts.lost(session, ME, values.LostReason.REVOKED)
    gone = await _status(database_url)
    assert "you are no longer in this group" in gone
    assert "(7), signed out since " in gone
    assert "Run kimdir login" in gone


async def test_status_of_nothing_says_what_to_do(database_url: str) -> None:
    shown = await _status(database_url)
    assert "Run kimdir login" in shown
    assert "No chats are tracked" in shown
    off = await _status(database_url, telegram_feature_enabled=False)
    assert "Set TELEGRAM_FEATURE_ENABLED=true" in off


async def test_chats_lists_ids_kinds_and_what_is_tracked_first(
    database: db.Database, database_url: str
) -> None:
    await _populate(database)
    head, first, second, *_ = (await _chats(database_url)).splitlines()
    assert head.split() == ["Id", "Kind", "Title", "Username", "Tracked"]
    assert first.split() == [
        "-1000000000077",
        "supergroup",
        "Hood",
        "[bold]<b>[2J",
        "@Hood",
        "yes",
    ]
    assert second.split() == ["-5", "group", "Old", "flat"]


async def test_chats_are_switched_by_id_and_by_name(
    database: db.Database, database_url: str
) -> None:
    await _populate(database)
    said = await _chats(database_url, track=("-5",), untrack=("@hood",))
    assert said.splitlines()[0] == "Old flat: followed."
    assert said.splitlines()[1].endswith(": no longer followed.")
    first, second = (await _chats(database_url)).splitlines()[1:3]
    assert "Old flat" in first
    assert first.rstrip().endswith("yes")
    assert not second.rstrip().endswith("yes")


@pytest.mark.parametrize("typed", ["", "@", "nobody", "@nobody", "-6", "5", "\x1b[2J"])
async def test_a_chat_that_nobody_knows_is_named_in_the_error(
    database: db.Database, database_url: str, typed: str
) -> None:
    await _populate(database)
    with pytest.raises(choosing.UnknownChatError, match="kimdir chats lists them") as raised:
        await _chats(database_url, track=(typed,))
    assert "\x1b" not in str(raised.value)


async def test_without_dialogs_it_says_to_collect_once(
    database: db.Database, database_url: str
) -> None:
    assert "Run kimdir login, then kimdir collect once" in await _chats(database_url)
    async with database.write() as session:
        session.add(Account(id=ME))
    assert "Run kimdir collect once" in await _chats(database_url)


def test_a_pipe_gets_whole_lines(capsys: pytest.CaptureFixture[str]) -> None:
    status.console().print("x" * 500)
    assert capsys.readouterr().out == "x" * 500 + "\n"
