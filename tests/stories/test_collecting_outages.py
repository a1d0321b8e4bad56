"""The database or the session is lost in the middle: nothing is lost of what is to be stored."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import asyncpg
import pytest
import sqlalchemy as sa

from collector import run
from collector.session import SessionLostError
from core import db
from core.models import Account, File, FileState
from tests import conftest
from tests.stories.following import PATIENCE, Follower, until
from tests.world.telegram.chat import Chat
from tests.world.telegram.telegram import Telegram

Outage = Callable[[], AbstractAsyncContextManager[None]]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The collector ends at once."""
    monkeypatch.setattr(run, "GRACE", 0.05)


@pytest.fixture
def outage(postgres_url: str, database: db.Database) -> Outage:
    """A while without the database: who is connected is thrown out, and nobody is let in."""

    @asynccontextmanager
    async def away() -> AsyncIterator[None]:
        name = conftest.MIGRATED
        try:
            await _tells(postgres_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            await _tells(
                postgres_url,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname = '{name}' AND pid <> pg_backend_pid()",
            )
            yield
        finally:
            await _tells(postgres_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
            await database.engine.dispose()

    return away


async def _tells(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def leaves(error: BaseException) -> list[BaseException]:
    """The errors of a group."""
    if isinstance(error, BaseExceptionGroup):
        return [leaf for each in error.exceptions for leaf in leaves(each)]
    return [error]


def everywhere(telegram: Telegram) -> list[Chat]:
    """A chat of each kind, with a little in it."""
    ayse = telegram.person("Ayşe")
    made = [
        telegram.private(ayse),
        telegram.group("Apartman", [ayse]),
        telegram.supergroup("Mahalle", [ayse]),
    ]
    for chat in made:
        chat.talks(ayse, ["one", "two", "three"])
    return made


def changes(telegram: Telegram, chats: list[Chat]) -> None:
    """Everything that an update can tell."""
    for chat in chats:
        old = sorted(chat.messages)
        chat.says(telegram.me, "news")
        chat.edits(old[0], "said otherwise")
        chat.deletes(old[1])


async def test_a_database_that_is_away_when_something_happens_gets_it_later(
    telegram: Telegram, follower: Follower, outage: Outage
) -> None:
    chats = everywhere(telegram)
    with pytest.raises(ExceptionGroup) as failed:
        async with follower.collecting(*chats):
            await follower.has_all_of(*chats)
            async with outage():
                changes(telegram, chats)
                await asyncio.sleep(PATIENCE)
    assert {type(each) for each in leaves(failed.value)} == {db.DatabaseUnreachableError}
    await follower.catches_up(*chats)


async def test_a_database_that_is_away_when_pages_come_gets_them_later(
    telegram: Telegram, follower: Follower, outage: Outage
) -> None:
    ayse = telegram.person("Ayşe")
    mahalle = telegram.supergroup("Mahalle", [ayse])
    mahalle.talks(ayse, map(str, range(350)))
    page = telegram.holds("messages.getHistory", after=2)
    with pytest.raises(ExceptionGroup) as failed:
        async with follower.collecting(mahalle):
            async with asyncio.timeout(PATIENCE):
                await page.asked.wait()
            async with outage():
                page.release()
                await asyncio.sleep(PATIENCE)
    assert {type(each) for each in leaves(failed.value)} == {db.DatabaseUnreachableError}
    mahalle.edits(7, "said otherwise")
    mahalle.deletes(340)
    await follower.catches_up(mahalle)


async def test_a_database_that_is_away_when_a_file_comes_has_it_later(
    telegram: Telegram, follower: Follower, outage: Outage
) -> None:
    mahalle = telegram.supergroup("Mahalle")
    mahalle.says(telegram.me, file=telegram.document("one.txt", b"1" * 700_000))
    mahalle.says(telegram.me, file=telegram.photo())
    piece = telegram.holds("upload.getFile", after=1)
    with pytest.raises(ExceptionGroup) as failed:
        async with follower.collecting(mahalle):
            async with asyncio.timeout(PATIENCE):
                await piece.asked.wait()
            async with outage():
                piece.release()
                await asyncio.sleep(PATIENCE)
    assert {type(each) for each in leaves(failed.value)} == {db.DatabaseUnreachableError}

    async def are_kept() -> bool:
        async with follower.database.read() as session:
            states = list(await session.scalars(sa.select(File.state)))
        return states == [FileState.STORED] * 2

    async with follower.collecting(mahalle):
        await follower.has_all_of(mahalle)
        await until(are_kept)


@pytest.mark.parametrize(
    "method", ["updates.getState", "messages.getDialogs", "messages.getPeerDialogs"]
)
async def test_what_is_pushed_before_anything_is_compared_is_stored(
    telegram: Telegram, follower: Follower, method: str
) -> None:
    chats = everywhere(telegram)
    if method != "messages.getPeerDialogs":  # asked when chats are begun
        await follower.catches_up(*chats)
    held = telegram.holds(method)
    async with follower.collecting(*chats):
        async with asyncio.timeout(PATIENCE):
            await held.asked.wait()
        changes(telegram, chats)
        await asyncio.sleep(0.05)
        held.release()
        await follower.has_all_of(*chats)


@pytest.mark.parametrize(
    ("ending", "reason"),
    [
        ("SESSION_REVOKED", "revoked"),
        ("AUTH_KEY_UNREGISTERED", "revoked"),
        ("AUTH_KEY_DUPLICATED", "used_twice"),
        ("USER_DEACTIVATED_BAN", "banned"),
        (None, "revoked"),
    ],
)
async def test_why_a_session_ended_is_said_and_what_is_stored_stays(
    telegram: Telegram, follower: Follower, ending: str | None, reason: str
) -> None:
    mahalle = telegram.supergroup("Mahalle")
    mahalle.talks(telegram.me, ["one", "two"])
    with pytest.raises(ExceptionGroup) as lost:
        async with follower.collecting(mahalle):
            await follower.has_all_of(mahalle)
            if ending is None:
                telegram.forgets_logins()
            else:
                telegram.revokes(ending)
                telegram.drops()
            await asyncio.sleep(PATIENCE)
    assert {type(each) for each in leaves(lost.value)} == {SessionLostError}
    assert await follower.notices() == ["session_lost"]
    assert await follower.differences(mahalle) == []
    async with follower.database.read() as session:
        account = await session.get(Account, telegram.me.id)
    assert account is not None
    assert account.lost_at is not None
    assert account.lost_reason == reason
