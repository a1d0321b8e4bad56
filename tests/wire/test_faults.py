"""The server and the way to it fail; nothing is lost."""

import asyncio

import pytest

from tests.wire import stored
from tests.wire.scene import Scene

pytestmark = pytest.mark.wire


@pytest.mark.parametrize(
    "action",
    [
        {"flood": 2},
        {"flood_premium": 2},
        {"error": [500, "INTERNAL"]},
        {"error": [500, "RPC_CALL_FAIL"]},
        {"drop": "before"},
        {"drop": "mid"},
        {"drop": "after"},
        {"bad_salt": True},
        {"dup": True},
    ],
    ids=str,
)
async def test_history_is_read_whole_in_spite_of(scene: Scene, action: dict[str, object]) -> None:
    await scene.oracle.fault("messages.getHistory", action, after=3, times=2)
    await scene.synced()


@pytest.mark.parametrize("method", ["messages.getDialogs", "updates.get*", "users.getUsers"])
@pytest.mark.parametrize("action", [{"flood": 1}, {"error": [500, "X"]}, {"drop": "mid"}], ids=str)
async def test_the_start_survives(scene: Scene, method: str, action: dict[str, object]) -> None:
    await scene.oracle.fault(method, action, times=2)
    await scene.synced()


async def test_the_server_is_away_for_a_while_and_nobody_writes_later(scene: Scene) -> None:
    chats = [await scene.chat(kind) for kind in ("supergroup", "group", "private")]
    async with scene.collecting():
        await scene.equal(described=False)
        await scene.oracle.do("down")
        for chat in chats:
            await scene.oracle.post(chat, "nobody hears this", n=3)
            old = await scene.latest(chat, 5)
            await scene.oracle.do("edit", chat=chat, id=old[0], text="said otherwise")
            await scene.oracle.do("delete", chat=chat, ids=[old[1]])
        await asyncio.sleep(2)
        await scene.oracle.do("up")
        await scene.equal(within=40, described=False)


async def test_connections_that_break_again_and_again_lose_nothing(scene: Scene) -> None:
    chat = await scene.chat("supergroup")
    async with scene.collecting():
        for _ in range(6):
            await scene.oracle.post(chat, "between two breaks", n=3)
            await scene.oracle.do("drop_connections")
            await asyncio.sleep(0.3)
        await scene.equal(within=40, described=False)


async def test_salts_change(scene: Scene) -> None:
    async with scene.collecting():
        for _ in range(4):
            await scene.oracle.do("rotate_salt")
            await asyncio.sleep(0.2)
        await scene.equal(described=False)


async def test_floods_of_every_method_are_waited_out(scene: Scene) -> None:
    limits = {"messages.getHistory": [20, 3], "channels.getParticipants": [5, 2]}
    await scene.oracle.options(rate_limits=limits)
    async with scene.collecting():
        await scene.equal(within=60)


async def test_it_is_killed_in_the_middle_of_history(scene: Scene) -> None:
    await scene.oracle.fault("messages.getHistory", {"delay": 0.05}, times=-1)
    async with scene.process() as process:
        for _ in range(4):
            await asyncio.sleep(2)
            await process.kill()
            chat = await scene.chat("supergroup")
            await scene.oracle.post(chat, "while it was dead", n=2)
            await scene.oracle.do("delete", chat=chat, ids=await scene.latest(chat, 1))
            await process.start()
        await scene.equal(within=60, described=False)
        assert await process.stop() == 0


async def test_the_account_is_thrown_out_and_taken_back(scene: Scene) -> None:
    chat = await scene.chat("supergroup")
    await scene.oracle.fault("messages.getHistory", {"delay": 0.1}, times=-1)
    async with scene.collecting():
        await asyncio.sleep(1)
        await scene.oracle.do("kick", chat=chat)
        await scene.equal(within=40, described=False, apart_from={chat})
        await scene.oracle.do("unkick", chat=chat)
        await scene.oracle.post(chat, "welcome back", n=3)
        await scene.equal(within=40, described=False)


@pytest.mark.parametrize("forget", [False, True], ids=["revoked", "forgotten"])
async def test_a_session_that_is_lost_ends_collecting_and_keeps_the_data(
    scene: Scene, forget: bool
) -> None:
    async with scene.process() as process:
        await scene.equal(described=False)
        await scene.oracle.do("revoke", forget=forget, drop=True)
        await scene.oracle.post(await scene.chat("supergroup"), "nobody hears this")
        assert await process.ended() != 0
    account = await stored.account(scene.database, scene.oracle.facts["owner_id"])
    assert account.lost_at is not None
    assert [each.topic for each in await stored.notices(scene.database)]


async def test_files_are_fetched_though_their_references_expire(scene: Scene) -> None:
    chat = await scene.chat("supergroup")
    await scene.oracle.post(
        chat, "elsewhere", media={"type": "document", "dc": 4, "name": "a.bin"}
    )
    await scene.oracle.fault("upload.getFile", {"drop": "mid"}, after=4, times=2)
    async with scene.collecting():
        await asyncio.sleep(1)
        await scene.oracle.do("expire_files")
        await scene.equal(described=False)
        await stored.until_fetched(scene.database)
    assert await stored.wrong_files(scene.oracle, scene.database, scene.home) == []
