"""What is pushed is stored, however badly it arrives."""

import pytest

from tests.wire import stored
from tests.wire.scene import Scene, everybody

pytestmark = pytest.mark.wire
KINDS = ("supergroup", "group", "private", "forum")


async def _something_happens(scene: Scene, chat: int) -> None:
    (first, second, third) = await scene.oracle.post(chat, "live", n=3)
    await scene.oracle.do("edit", chat=chat, id=first, text="live, but said otherwise")
    await scene.oracle.do("delete", chat=chat, ids=[second])
    await scene.oracle.post(chat, "an answer 👍 with #tag", reply_to=third)
    await scene.oracle.post(chat, "a photo", media={"type": "photo"})


async def test_what_is_pushed_is_stored_at_once(scene: Scene) -> None:
    async with scene.collecting():
        await scene.equal(described=False)
        before = len(await scene.oracle.asked("updates.get*Difference"))
        for kind in KINDS:
            await _something_happens(scene, await scene.chat(kind))
        await scene.oracle.do("album", chat=await scene.chat("supergroup"))
        await scene.equal(within=15, described=False)
    assert len(await scene.oracle.asked("updates.get*Difference")) == before


@pytest.mark.parametrize(
    "action", [{"drop": True}, {"dup": True}, {"hold": 4}], ids=["lost", "repeated", "reversed"]
)
@pytest.mark.parametrize("kind", KINDS)
async def test_pushes_arrive_badly(scene: Scene, kind: str, action: dict[str, object]) -> None:
    chat = await scene.chat(kind)
    async with scene.collecting():
        await scene.equal(described=False)
        times = 1 if "hold" in action else 4
        await scene.oracle.trouble("*", action, times=times)
        await _something_happens(scene, chat)
        await scene.oracle.do("clear_faults")
        await scene.oracle.post(chat, "and on")
        await scene.equal(within=15, described=False)


async def test_albums_and_bursts_in_one_container_are_stored(scene: Scene) -> None:
    await scene.oracle.options(push_batch_ms=200)
    async with scene.collecting():
        await scene.equal(described=False)
        for kind in KINDS:
            await _something_happens(scene, await scene.chat(kind))
        await scene.equal(within=15, described=False)


async def test_a_private_message_is_deleted_without_a_word_of_where(scene: Scene) -> None:
    chats = [chat["id"] for chat in await scene.oracle.chats("private", "group")]
    async with scene.collecting():
        await scene.equal(described=False)
        for chat in chats:
            await scene.oracle.do("delete", chat=chat, ids=await scene.latest(chat, 2))
        await scene.equal(within=15, described=False)


async def test_people_and_chats_are_called_otherwise(scene: Scene) -> None:
    chat = await scene.chat("supergroup")
    person = min(await everybody(scene.oracle, chat) - {scene.oracle.facts["owner_id"]})
    async with scene.collecting():
        await scene.equal(within=60)
        await scene.oracle.do("rename_user", user=person, last="Yeni", username="yeni_ad")
        await scene.oracle.do("set_chat", chat=chat, title="Yeni başlık")
        await scene.equal(within=15)


async def test_who_joins_and_who_leaves_is_known(scene: Scene) -> None:
    chat = await scene.chat("group")
    there = await everybody(scene.oracle, chat) - {scene.oracle.facts["owner_id"]}
    everyone = {user["id"] for user in await scene.oracle.do("users", people_only=True)}
    comes, goes = min(everyone - there), min(there)
    async with scene.collecting():
        await scene.equal(within=60)
        await scene.oracle.do("join", chat=chat, user=comes)
        await scene.oracle.do("kick", chat=chat, user=goes)
        await scene.equal(within=15)
    kept = (await stored.chats(scene.database))[chat]
    members = await stored.members(scene.database, kept.id)
    assert members[comes].left_at is None
    assert members[goes].left_at is not None


async def test_a_group_becomes_a_supergroup(scene: Scene) -> None:
    scene, group = await scene.with_new_group()
    async with scene.collecting():
        await scene.equal(described=False)
        new = (await scene.oracle.do("migrate", chat=group))["new_chat"]
        await scene.oracle.post(new, "in the new house")
        await scene.equal(within=15, described=False)
    kept = await stored.chats(scene.database)
    assert kept[group].migrated_to == kept[new].id
    assert kept[new].tracked
