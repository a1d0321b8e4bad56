"""Whatever the owner or a stranger does, the bot neither breaks nor talks too much."""

from typing import Any
from unittest.mock import AsyncMock

import pytest
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.methods import SendMessage
from aiogram.types import (
    CallbackQuery,
    Chat,
    InaccessibleMessage,
    Message,
    MessageOriginHiddenUser,
    Sticker,
    Update,
    User,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot import access, errors
from core import clock, db
from core.models import Search
from core.models import User as Person
from core.people import service
from tests.world import people
from tests.world.owner import Owner

STRANGER = User(id=666, is_bot=False, first_name="Secret Name")


@pytest.fixture
def owner(neighbours: db.Database) -> Owner:
    return Owner(neighbours)


def _message(owner: Owner, **fields: Any) -> Message:
    usual = {
        "message_id": 900,
        "date": clock.now(),
        "chat": owner.telegram.chat,
        "from_user": owner.telegram.owner,
    }
    return Message.model_validate(usual | fields)


@pytest.mark.parametrize(
    "words",
    [
        "%",
        "'",
        "\\",
        "a & !b | c:*",
        "<b>",
        "&amp;",
        "🙂",
        "/",
        "//",
        "(",
        "\x00",
        "\ud800",
        "a" * 5000,
    ],
)
async def test_no_words_break_a_search(owner: Owner, words: str) -> None:
    assert await owner.say(words)
    assert await owner.say(f"/who {words}")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=200))
async def test_any_text_is_answered(owner: Owner, words: str) -> None:
    owner.telegram.messages.clear()
    assert await owner.say(f"/who {words}")


@pytest.mark.parametrize(
    "data",
    [
        None,
        "",
        "nonsense",
        "open",
        "open:1",
        "open:x:1:0",
        "open:-1:1:0",
        "open:99999999999999999999:1:0",
        "list:1:-1",
        "is:1",
        "🙂:🙂",
    ],
)
async def test_an_unknown_button_says_that_it_is_old(owner: Owner, data: str | None) -> None:
    await owner.say("/who")
    await owner.tap(owner.latest, data)
    assert owner.notice == "This button is from an older version. Send /who again."


@pytest.mark.parametrize(
    "data",
    [
        "is:1:no_such_trade",
        "in:1:no_such_sector",
        "sector:1:no_such_sector:0",
        "sector:1::0",
        "keep:1:nowhere",
    ],
)
async def test_what_the_taxonomy_has_lost_is_no_longer_offered(owner: Owner, data: str) -> None:
    await owner.say("/who")
    await owner.tap(owner.latest, data)
    assert owner.notice == "This choice no longer exists. Choose again."


async def test_a_page_past_the_end_is_the_last_one(owner: Owner) -> None:
    first = await owner.say("/who")
    search = (owner.latest.buttons[0][0].callback_data or "").split(":")[2]
    await owner.say("/who developer")
    assert await owner.tap(owner.latest, f"list:{search}:9999") == first
    await owner.tap(owner.latest, f"sector:{people.AYSE}:law:9999")
    assert "lawyer" in owner.buttons


async def test_a_button_for_a_person_who_is_gone_says_so(owner: Owner) -> None:
    await owner.say("/who new")
    async with owner.deps.database.write() as session:
        await session.execute(delete(Person).where(Person.id == people.NEW))
    gone = "This person is no longer stored."
    await owner.press("New")
    assert owner.notice == gone
    for data in ("other:7", "sectors:7::0", "type:7", "is:7:lawyer", "right:7:1", "undo:7:1"):
        await owner.tap(owner.latest, data)
        assert owner.notice == gone


async def test_a_list_that_is_no_longer_kept_says_so(owner: Owner) -> None:
    await owner.say("/who")
    async with owner.deps.database.write() as session:
        await session.execute(delete(Search))
    await owner.tap(owner.latest, "list:1:0")
    assert owner.notice == "This list is no longer kept. Send /who again."


async def test_unknown_commands_and_other_contents_get_a_hint(owner: Owner) -> None:
    assert "I do not know this command" in await owner.say("/erase 5")
    sticker = Sticker(
        file_id="1",
        file_unique_id="1",
        type="regular",
        width=1,
        height=1,
        is_animated=False,
        is_video=False,
    )
    forwarded = MessageOriginHiddenUser(date=clock.now(), sender_user_name="X")
    for fields in ({"sticker": sticker}, {"text": "hukuk", "forward_origin": forwarded}):
        message = _message(owner, **fields)
        assert "typed words only" in await owner.receive(Update(update_id=1, message=message))


async def test_a_button_of_a_message_that_is_gone_answers_with_a_new_one(owner: Owner) -> None:
    await owner.say("/who ayşe")
    old = owner.latest
    del owner.telegram.messages[old.message_id]
    card = await owner.tap(old, owner.button("Ayşe"))
    assert "Guess: frontend developer" in card
    assert owner.shown[-1].message_id != old.message_id


async def test_a_button_too_old_to_be_read_answers_with_a_new_message(owner: Owner) -> None:
    await owner.say("/who ayşe")
    data = owner.button("Ayşe")
    update = owner.telegram.tapped(owner.latest, data)
    assert update.callback_query is not None
    lost = InaccessibleMessage(chat=owner.telegram.chat, message_id=1, date=0)
    query = update.callback_query.model_copy(update={"message": lost})
    assert "Guess:" in await owner.receive(update.model_copy(update={"callback_query": query}))
    confirm = owner.telegram.tapped(owner.latest, owner.button("Right"))
    assert confirm.callback_query is not None
    query = confirm.callback_query.model_copy(update={"message": lost})
    await owner.receive(confirm.model_copy(update={"callback_query": query}))
    assert owner.buttons == ["✏️ Other", "↩️ Undo"]


async def test_a_tap_answered_too_late_still_does_its_work(owner: Owner) -> None:
    await owner.say("/who ayşe")
    query = CallbackQuery(
        id="expired",
        from_user=owner.telegram.owner,
        chat_instance="1",
        message=_message(owner, message_id=owner.latest.message_id),
        data=owner.button("Ayşe"),
    )
    assert "Guess:" in await owner.receive(Update(update_id=1, callback_query=query))
    late = query.model_copy(update={"data": "nonsense"})
    told = await owner.receive(Update(update_id=2, callback_query=late))
    assert told == "This button is from an older version. Send /who again."


def _from_stranger(owner: Owner) -> list[Update]:
    private = Chat(id=STRANGER.id, type="private")
    group = Chat(id=-5, type="group", title="Secret Title")
    secret = {"text": "/who secret words"}
    stranger = _message(owner, chat=private, from_user=STRANGER, **secret)
    tap = CallbackQuery(
        id="1", from_user=STRANGER, chat_instance="1", message=stranger, data="open:1::0"
    )
    return [
        Update(update_id=1, message=stranger),
        Update(update_id=2, callback_query=tap),
        Update(update_id=3, message=_message(owner, chat=group, **secret)),
        Update(update_id=4, message=_message(owner, from_user=None, chat=private, **secret)),
        Update(update_id=5, edited_message=stranger),
        Update(update_id=6),
    ]


@pytest.mark.parametrize("number", range(6))
async def test_strangers_and_groups_get_silence_and_a_line_without_text(
    owner: Owner, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    update = _from_stranger(owner)[number]
    with caplog.at_level("DEBUG", logger=access.__name__):
        assert await owner.dispatcher.feed_update(owner.bot, update) is None
    assert owner.telegram.calls == []
    lines = [each for each in caplog.messages if each.startswith("Ignored")]
    assert len(lines) == 1
    assert "ecret" not in caplog.text


async def test_strangers_never_reach_the_storage(neighbours: db.Database) -> None:
    storage = AsyncMock(spec=MemoryStorage)
    owner = Owner(neighbours, storage=storage)
    for update in _from_stranger(owner):
        await owner.dispatcher.feed_update(owner.bot, update)
    assert storage.mock_calls == []


async def test_an_unexpected_error_is_told_shortly_and_logged_without_text(
    owner: Owner, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ValueError("secret")

    monkeypatch.setattr(service, "page", broken)
    update = owner.telegram.said("/who secret words")
    outcome = await owner.dispatcher.feed_update(owner.bot, update)
    assert outcome is errors.Outcome.FAILED
    sent = owner.telegram.calls[-1]
    assert isinstance(sent, SendMessage)
    assert sent.text == "Something went wrong here. The log says where."
    assert "secret" not in caplog.text
    assert "in _search" in caplog.text
