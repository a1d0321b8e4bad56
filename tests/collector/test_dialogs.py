"""The whole list of chats, however long, and where some of them stand."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telethon.tl import types

from collector import dialogs
from collector.line import Line
from core.models import ChatAccess, MessageId, PeerId, UserId
from tests.world import collecting
from tests.world.telegram.telegram import Telegram


@pytest.fixture
async def line(telegram: Telegram) -> AsyncIterator[Line]:
    async with collecting.line(telegram) as line:
        yield line


async def _read(telegram: Telegram, line: Line, bot: UserId | None = None) -> dict[int, str]:
    listed = await dialogs.read(line, UserId(telegram.me.id), bot)
    assert len(listed) == len({each.head.seen.peer for each in listed})
    return {each.head.seen.peer: each.head.seen.title or "" for each in listed}


async def test_a_list_of_two_thousand_and_more_is_read_to_its_end(
    telegram: Telegram, line: Line
) -> None:
    ayse = telegram.person("Ayşe")
    chats = [telegram.group(f"Grup {number}") for number in range(2_050)]
    for chat in chats:
        chat.says(ayse, "merhaba")
    telegram.world.pinned = chats[5:8]
    assert await _read(telegram, line) == {chat.peer: chat.title for chat in chats}
    assert 21 <= line.asked["messages.getDialogs"] <= 23


async def test_short_pages_are_not_the_end(telegram: Telegram, line: Line) -> None:
    telegram.rules.dialogs_a_page = 7
    ayse = telegram.person("Ayşe")
    chats = [telegram.supergroup(f"Grup {number}") for number in range(30)]
    for chat in chats:
        chat.says(ayse, "merhaba")
    assert set(await _read(telegram, line)) == {chat.peer for chat in chats}


async def test_a_chat_that_goes_to_the_top_while_the_list_is_read_is_not_missed(
    telegram: Telegram, line: Line
) -> None:
    telegram.rules.dialogs_a_page = 7
    ayse = telegram.person("Ayşe")
    chats = [telegram.supergroup(f"Grup {number}") for number in range(30)]
    for chat in chats:
        chat.says(ayse, "merhaba")
    held = [telegram.holds("messages.getDialogs", after=page) for page in (1, 4)]
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(_read(telegram, line))
        for gate, moving in zip(held, (chats[:10], chats[10:12]), strict=True):
            await gate.asked.wait()
            for chat in moving:
                chat.says(ayse, "yine")
            gate.release()
    assert set(reading.result()) == {chat.peer for chat in chats}


async def test_a_list_that_repeats_itself_ends(
    telegram: Telegram, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    ayse = telegram.person("Ayşe")
    chats = [telegram.supergroup(f"Grup {number}") for number in range(150)]
    for chat in chats:
        chat.says(ayse, "merhaba")
    real = line.ask

    async def same(request: Any, *given: Any, **how: Any) -> Any:
        request.offset_date, request.offset_id = None, 0
        return await real(request, *given, **how)

    monkeypatch.setattr(line, "ask", same)
    assert len(await _read(telegram, line)) == 100
    assert line.asked["messages.getDialogs"] == 3


async def test_all_pinned_is_not_the_end(telegram: Telegram, line: Line) -> None:
    telegram.rules.dialogs_a_page = 3
    ayse = telegram.person("Ayşe")
    chats = [telegram.supergroup(f"Grup {number}") for number in range(8)]
    for chat in chats:
        chat.says(ayse, "merhaba")
    telegram.world.pinned = chats[:3]
    assert set(await _read(telegram, line)) == {chat.peer for chat in chats}


async def test_archived_chats_are_listed(telegram: Telegram, line: Line) -> None:
    ayse = telegram.person("Ayşe")
    chats = [telegram.supergroup(f"Grup {number}") for number in range(3)]
    for chat in chats:
        chat.says(ayse, "merhaba")
    telegram.world.archived = chats[1:2]
    listed = await dialogs.read(line, UserId(telegram.me.id), None)
    folders = {each.head.seen.peer: each.folder for each in listed}
    assert folders == {chats[0].peer: 0, chats[1].peer: 1, chats[2].peer: 0}


async def test_telegrams_own_account_saved_messages_and_our_bot_are_never_listed(
    telegram: Telegram, line: Line
) -> None:
    ayse, bot = telegram.person("Ayşe"), telegram.person("Kimdir", is_bot=True)
    service = telegram.person("Telegram")
    del telegram.world.people[service.id]
    service.id = 777000
    telegram.world.people[service.id] = service
    for person in (ayse, bot, service, telegram.me):
        telegram.private(person).says(person, "merhaba")
    assert await _read(telegram, line, UserId(bot.id)) == {ayse.id: "Ayşe"}


async def test_where_chats_stand_is_told_for_a_hundred_at_a_time(
    telegram: Telegram, line: Line
) -> None:
    ayse = telegram.person("Ayşe")
    chats = [telegram.supergroup(f"Grup {number}") for number in range(150)]
    for chat in chats:
        chat.talks(ayse, ["bir", "iki"])
    seen = await dialogs.peek(line, [chat.input_peer for chat in chats])
    assert line.asked["messages.getPeerDialogs"] == 2
    for chat in chats:
        place = dialogs.Place(chat.box.pts, MessageId(chat.top))
        assert seen.standings[PeerId(chat.peer)] == place
    assert seen.state.pts == telegram.world.box.pts


async def test_a_chat_that_cannot_be_read_does_not_hide_the_others(
    telegram: Telegram, line: Line
) -> None:
    ayse = telegram.person("Ayşe")
    chats = [telegram.supergroup(f"Grup {number}") for number in range(20)]
    for chat in chats:
        chat.says(ayse, "merhaba")
    chats[7].throws_me_out()
    seen = await dialogs.peek(line, [chat.input_peer for chat in chats])
    assert set(seen.standings) == {chat.peer for chat in chats} - {chats[7].peer}


async def test_without_chats_the_account_still_stands_somewhere(
    telegram: Telegram, line: Line
) -> None:
    seen = await dialogs.peek(line, [])
    assert seen.state.pts == telegram.world.box.pts


def test_what_telegram_only_half_shows_cannot_be_named() -> None:
    assert dialogs.input_of(types.UserEmpty(5)) is None
    assert dialogs.input_of(types.Chat(5, "Aile", None, 2, None, 1)) == types.InputPeerChat(5)
    assert ChatAccess.OPEN
