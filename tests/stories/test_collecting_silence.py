"""What members say and are called is in no log, whatever goes wrong."""

import asyncio
import logging
import traceback

import pytest
from telethon.tl import types

from collector import allowed
from collector.client import Client
from collector.session import SessionLostError
from core import db, errors
from tests.stories.following import PATIENCE, Follower
from tests.stories.test_collecting import OF_THE_CONNECTION
from tests.world import collecting
from tests.world.telegram.chat import Chat
from tests.world.telegram.telegram import Telegram

SECRET = ("zümrüdüanka", "kuşkonmaz", "hanımeli", "ağaçkakan", "gökkuşağı", "5551234567")
WORDS, FIRST, LAST, USERNAME, TITLE, PHONE = SECRET
TOKEN = "123456:planted-token"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that the parts of the collector and its libraries log, and more than usual."""
    for name in ("collector", "core", "kimdir", "telethon", "asyncio", "pgqueuer"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def tells_nothing(telegram: Telegram, *told: str) -> None:
    """Nothing planted is in these texts, not even in other letters."""
    planted = {*SECRET, TOKEN, telegram.session().save()}
    for text in told:
        for each in planted:
            assert each.casefold() not in text.casefold(), text
            assert repr(each.encode())[2:-1] not in text, text


def formatted(log: pytest.LogCaptureFixture) -> str:
    """The log as its reader sees it, with tracebacks."""
    layout = logging.Formatter("%(name)s %(levelname)s %(message)s %(args)s")
    return "\n".join(layout.format(record) for record in log.records)


@pytest.fixture
def chats(telegram: Telegram) -> list[Chat]:
    """Chats whose every name and text is planted."""
    telegram.world.phone = PHONE
    somebody = telegram.person(FIRST, last=LAST, username=USERNAME, bio=WORDS)
    made = [
        telegram.private(somebody),
        telegram.group(TITLE, [somebody]),
        telegram.supergroup(TITLE, [somebody], username=f"{USERNAME}_group"),
        telegram.channel(TITLE),
    ]
    for chat in made:
        author = None if chat.kind.value == "channel" else somebody
        chat.talks(author, [f"{WORDS} {number}" for number in range(120)])
    made[2].says(somebody, WORDS, file=telegram.document(f"{TITLE}.txt", WORDS.encode()))
    return made


async def test_no_word_of_anybody_is_logged_in_a_life_of_trouble(
    telegram: Telegram, follower: Follower, chats: list[Chat], log: pytest.LogCaptureFixture
) -> None:
    private, group, mahalle, channel = chats
    telegram.fails("messages.getHistory", after=1)
    telegram.refuses("messages.getHistory", "CHAT_ADMIN_REQUIRED", chat=group)
    telegram.refuses("updates.getChannelDifference", "MSG_ID_INVALID", chat=channel)
    telegram.refuses("upload.getFile", "FILE_ID_INVALID")
    telegram.refuses("channels.getFullChannel", "CHANNEL_PRIVATE")
    telegram.breaks("messages.getDialogs")
    with pytest.raises(ExceptionGroup) as lost:
        async with follower.collecting(*chats, bot_token=TOKEN):
            await follower.has_all_of(private, mahalle)
            _rubbish(telegram, mahalle)
            with telegram.away():
                mahalle.says(telegram.me, f"{WORDS} while away")
                channel.says(None, f"{WORDS} while away")
            group.renames(f"{TITLE} 2"), mahalle.renames(f"{TITLE} 3")
            telegram.renames(telegram.world.people[private.id], f"{FIRST} 2", f"{USERNAME}2")
            mahalle.throws_me_out()
            private.says(telegram.me, f"{WORDS} still here")
            await follower.has_all_of(private)
            telegram.revokes()
            telegram.drops()
            await asyncio.sleep(PATIENCE)
    assert lost.group_contains(SessionLostError)
    assert log.records
    tells_nothing(telegram, formatted(log), "".join(traceback.format_exception(lost.value)))
    assert set(telegram.journal.count) <= allowed.ALLOWED | OF_THE_CONNECTION


def _rubbish(telegram: Telegram, chat: Chat) -> None:
    """Updates that no one can make sense of, full of words."""
    unknown = types.Message(1_000_000, types.PeerChat(1), None, WORDS, entities=[])
    entity = types.MessageEntityTextUrl(-5, 1 << 30, WORDS)
    strange = types.Message(1_000_001, chat.tl_peer, chat.created, WORDS, entities=[entity])
    for update in (
        types.UpdateNewMessage(unknown, 1 << 20, 1),
        types.UpdateNewChannelMessage(strange, 1 << 20, 1),
        types.UpdateServiceNotification(WORDS, WORDS, types.MessageMediaEmpty(), []),
    ):
        telegram.pushes.send(types.Updates([update], [], [], chat.created, 0))


async def test_a_database_that_refuses_words_does_not_quote_them(
    telegram: Telegram,
    follower: Follower,
    chats: list[Chat],
    log: pytest.LogCaptureFixture,
    database: db.Database,
) -> None:
    async with database.write() as session:
        await (await db.driver(session)).execute(
            "ALTER TABLE messages ADD CONSTRAINT planted CHECK (text NOT LIKE '%99')"
        )
    try:
        with pytest.raises(ExceptionGroup) as failed:
            async with follower.collecting(*chats, bot_token=TOKEN):
                await asyncio.sleep(PATIENCE)
    finally:
        async with database.write() as session:
            await (await db.driver(session)).execute(
                "ALTER TABLE messages DROP CONSTRAINT planted"
            )
    assert "planted" in str(failed.value.exceptions)
    tells_nothing(telegram, formatted(log), errors.trace(failed.value))


async def test_telethon_quotes_nobody_where_it_fails(
    telegram: Telegram, log: pytest.LogCaptureFixture
) -> None:
    async with collecting.client(telegram) as client:
        assert isinstance(client, Client)
        for name in ("", "telethon.client.updates", "telethon.network.mtprotosender"):
            heard = client._log[name]
            heard.error("Unhandled %s of %s", WORDS, types.User(1, first_name=FIRST, phone=PHONE))
            try:
                raise ValueError(WORDS)
            except ValueError:
                heard.exception("Failed with %r", WORDS)
    assert len(log.records) == 6
    tells_nothing(telegram, formatted(log))
