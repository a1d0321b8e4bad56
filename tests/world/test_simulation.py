"""The simulated Telegram is strict, and behaves as the real one is known to."""

from typing import Any

import pytest
from telethon.errors import ChannelInvalidError, FloodWaitError, PeerIdInvalidError, RPCError
from telethon.tl import functions, types

from tests.world import collecting
from tests.world.telegram.chat import Chat
from tests.world.telegram.telegram import Telegram, simulated


def _history(chat: Chat, **given: int) -> functions.messages.GetHistoryRequest:
    usual = {"offset_id": 0, "add_offset": 0, "limit": 100, "max_id": 0, "min_id": 0, "hash": 0}
    return functions.messages.GetHistoryRequest(
        chat.input_peer, offset_date=None, **(usual | given)
    )


async def test_a_method_that_writes_fails_the_test() -> None:
    request = functions.messages.ReadHistoryRequest(types.InputPeerSelf(), 0)
    with pytest.raises(AssertionError, match=r"messages\.readHistory"), simulated() as telegram:
        async with collecting.client(telegram) as client:
            with pytest.raises(RPCError, match="NOT_SIMULATED"):
                await client(request)


async def test_a_wrong_access_hash_is_refused(telegram: Telegram) -> None:
    mahalle, ayse = telegram.supergroup("Mahalle"), telegram.person("Ayşe")
    async with collecting.client(telegram) as client:
        with pytest.raises(ChannelInvalidError):
            await client(
                functions.channels.GetFullChannelRequest(types.InputChannel(mahalle.id, 1))
            )
        with pytest.raises(PeerIdInvalidError):
            await client(
                functions.messages.GetHistoryRequest(
                    types.InputPeerUser(ayse.id, 1), 0, None, 0, 1, 0, 0, 0
                )
            )


async def test_limits_filter_a_page_only_after_it_was_cut(telegram: Telegram) -> None:
    mahalle = telegram.supergroup("Mahalle")
    mahalle.talks(telegram.me, map(str, range(300)))
    async with collecting.client(telegram) as client:
        page = await client(_history(mahalle, offset_id=200, limit=500))
        assert [message.id for message in page.messages] == list(range(199, 99, -1))
        assert page.count == 300
        thinned = await client(_history(mahalle, min_id=250, max_id=260))
        assert [message.id for message in thinned.messages] == list(range(259, 250, -1))
        assert (await client(_history(mahalle, offset_id=1))).messages == []


async def test_a_channel_that_moved_too_far_says_so(telegram: Telegram) -> None:
    mahalle = telegram.supergroup("Mahalle")
    mahalle.talks(telegram.me, map(str, range(101)))

    async def ask(client: Any, pts: int) -> Any:
        return await client(
            functions.updates.GetChannelDifferenceRequest(
                types.InputChannel(mahalle.id, mahalle.access_hash),
                types.ChannelMessagesFilterEmpty(),
                pts,
                100,
            )
        )

    async with collecting.client(telegram) as client:
        assert isinstance(await ask(client, 1), types.updates.ChannelDifferenceTooLong)
        difference = await ask(client, 2)
        assert isinstance(difference, types.updates.ChannelDifference)
        assert len(difference.new_messages) == 100


async def test_an_answer_is_lost_and_the_request_comes_again(telegram: Telegram) -> None:
    mahalle = telegram.supergroup("Mahalle")
    mahalle.says(telegram.me, "one")
    telegram.breaks("messages.getHistory")
    telegram.floods("messages.getHistory", 7, after=2)
    async with collecting.client(telegram) as client:
        assert len((await client(_history(mahalle))).messages) == 1
        assert telegram.journal.count["messages.getHistory"] == 2
        with pytest.raises(FloodWaitError):
            await client(_history(mahalle))
