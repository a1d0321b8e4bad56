"""What happens while the collector is away is made good when it is back."""

import pytest

from tests import said
from tests.wire import stored
from tests.wire.scene import Scene

pytestmark = pytest.mark.wire


async def test_the_whole_account_is_stored_field_by_field(scene: Scene) -> None:
    async with scene.collecting():
        await scene.equal(within=60)


async def test_edits_and_deletions_made_while_away_are_brought(scene: Scene) -> None:
    kinds = ("supergroup", "group", "private", "forum")
    chats = [await scene.chat(kind) for kind in kinds]
    await scene.synced()
    for chat in chats:
        old = await scene.latest(chat, 6)
        await scene.oracle.do("edit", chat=chat, id=old[0], text="said otherwise")
        await scene.oracle.do("delete", chat=chat, ids=[old[1], old[3]])
        await scene.oracle.post(chat, "while nobody looked")
    await scene.synced()


async def test_more_than_a_hundred_events_in_a_channel_are_brought(scene: Scene) -> None:
    chat = await scene.chat("supergroup")
    await scene.synced()
    old = await scene.latest(chat, 8)
    await scene.oracle.post(chat, "and another", n=150)
    await scene.oracle.do("edit", chat=chat, id=old[0], text="said otherwise")
    await scene.oracle.do("delete", chat=chat, ids=old[1:4])
    await scene.synced()


async def test_edits_are_found_again_after_too_long(scene: Scene) -> None:
    group, private = await scene.chat("group"), await scene.chat("private")
    await scene.synced()
    for chat in (group, private):
        old = await scene.latest(chat, 4)
        await scene.oracle.post(chat, "and another", n=20)
        await scene.oracle.do("edit", chat=chat, id=old[0], text="said otherwise")
        await scene.oracle.do("delete", chat=chat, ids=old[1:3])
    await scene.oracle.options(diff_too_long=10)
    await scene.synced()


async def test_a_difference_in_slices_is_read_to_its_end(scene: Scene) -> None:
    private, group = await scene.chat("private"), await scene.chat("group")
    await scene.synced()
    await scene.oracle.options(diff_slice=7)
    for chat in (private, group):
        await scene.oracle.post(chat, "slice by slice", n=30)
        await scene.oracle.do("delete", chat=chat, ids=await scene.latest(chat, 3))
    await scene.synced()


async def test_a_group_that_became_a_supergroup_while_away_is_followed(scene: Scene) -> None:
    scene, group = await scene.with_new_group()
    await scene.synced()
    new = (await scene.oracle.do("migrate", chat=group))["new_chat"]
    await scene.oracle.post(new, "in the new house", n=5)
    await scene.synced()


async def test_messages_in_a_new_chat_are_not_stored_before_it_is_tracked(scene: Scene) -> None:
    await scene.synced()
    new = (await scene.oracle.do("new_group", title="Yeni grup", history=3))["chat"]
    await scene.synced()
    kept = (await stored.chats(scene.database))[new]
    assert not kept.tracked
    assert await said.stored(scene.database, kept.id) == ({}, set())
