"""Which chats are followed, how complete they are, and what was found out about them."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from core import db, models
from core.chats import service
from core.chats.values import Described, Followed, MemberSeen, Standing, Unmatched
from core.intake import following, preparing
from core.intake import service as intake
from core.intake.values import ChatSeen, Happened, Page, UserSeen
from core.models import ChatAccess, ChatKind, MembersNote, Source
from tests.core.intake import seen
from tests.core.intake.seen import ANN, BOB

ME = models.UserId(1)
OTHER = models.UserId(2)
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
GROUP = ChatSeen(models.PeerId(-6), ChatKind.GROUP, ME, "Family")


async def _switch(database: db.Database, chat_id: models.ChatId, *, tracked: bool) -> None:
    async with database.write() as session:
        await service.switch(session, chat_id, tracked=tracked)


async def _allow(
    database: db.Database, ids: tuple[int, ...] = (), usernames: tuple[str, ...] = ()
) -> Unmatched:
    async with database.write() as session:
        peers = [models.PeerId(number) for number in ids]
        return await service.apply_allowed(session, ME, peers, usernames)


async def _tracked(database: db.Database) -> list[int]:
    rows = await seen.rows(database, "SELECT peer_id FROM chats WHERE tracked ORDER BY peer_id")
    return [row["peer_id"] for row in rows]


async def _read(
    database: db.Database, chat_id: models.ChatId, first: int, last: int, *ids: int, **more: Any
) -> None:
    said = preparing.prepare([seen.message(number, "hi") for number in ids])
    extent = (models.MessageId(first), models.MessageId(last))
    async with database.write() as session:
        await following.pages(session, chat_id, [Page(extent, said, **more)])


async def _standing(database: db.Database) -> Standing:
    async with database.read() as session:
        (found,) = await service.standing(session)
    return found


async def test_an_account_follows_its_tracked_chats_and_the_worlds(database: db.Database) -> None:
    mine = await seen.chat(database, GROUP)
    world = await seen.chat(database)
    theirs = await seen.chat(database, ChatSeen(models.PeerId(-7), ChatKind.GROUP, OTHER))
    async with database.write() as session:
        await intake.predecessor(session, world, OTHER, ())
        await following.start(session, mine, pts=None, top=models.MessageId(9))
        await following.block(session, mine, "flood", seen.at(5))
    await _read(database, mine, 4, 9, 9)
    for chat_id in (world, theirs, mine):
        await _switch(database, chat_id, tracked=True)
    async with database.read() as session:
        first, second = await service.followed(session, ME)
    assert second.chat_id == world
    assert first == Followed(
        mine, models.PeerId(-6), ChatKind.GROUP, ME, "Family", None, True, ChatAccess.OPEN, False,
        None, None, models.MessageId(9), ((4, 9),), (), None, "flood", seen.at(5), None,
    )  # fmt: skip
    await _switch(database, mine, tracked=False)
    async with database.read() as session:
        assert await service.followed(session, ME) == [second]
        assert len(await service.followed(session, ME, everything=True)) == 2


async def test_settings_decide_what_is_tracked_until_the_owner_does(
    database: db.Database,
) -> None:
    named = ChatSeen(models.PeerId(-1000000000005), ChatKind.CHANNEL, username="News")
    other = ChatSeen(models.PeerId(-1000000000006), ChatKind.CHANNEL, username="Other")
    for chat in (seen.GROUP, GROUP, named, other):
        await seen.chat(database, chat)
    assert await _allow(database, (seen.GROUP.peer, -6), ("@nEWS",)) == Unmatched((), ())
    assert await _tracked(database) == [-1000000000077, -1000000000005, -6]
    chats = await seen.rows(database, "SELECT id, peer_id FROM chats")
    ids = {row["peer_id"]: row["id"] for row in chats}
    await _switch(database, ids[-6], tracked=False)
    await _switch(database, ids[-1000000000006], tracked=True)
    await _allow(database, (-6,))
    assert await _tracked(database) == [-1000000000006]


@pytest.mark.parametrize(
    ("peer", "kind", "account"),
    [
        (-1000000000009, "supergroup", None),
        (-9, "group", ME),
        (9, "private", ME),
    ],
)
async def test_a_chat_that_is_named_and_not_seen_says_so_until_it_is(
    database: db.Database, peer: int, kind: str, account: int | None
) -> None:
    for _ in range(2):
        unmatched = await _allow(database, (peer,), ("nobody",))
        assert unmatched == Unmatched((models.PeerId(peer),), ("nobody",))
    (row,) = await seen.rows(
        database,
        "SELECT id, kind, account_id, tracked, access, blocked"
        " FROM chats JOIN coverage ON id = chat_id",
    )
    chat_id, *rest = row.values()
    assert rest == [kind, account, True, "unseen", "unseen"]
    async with database.write() as session:
        assert await service.set_access(session, chat_id, ChatAccess.OPEN)
        assert not await service.set_access(session, chat_id, ChatAccess.OPEN)
    assert (await _standing(database)).blocked is None
    assert (await _allow(database, (peer,))).ids == ()


async def test_a_chat_stands_where_its_coverage_stands(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    nothing = await _standing(database)
    assert (nothing.top, nothing.stored, nothing.is_whole) == (None, 0, False)
    async with database.write() as session:
        await following.start(session, chat_id, pts=3, top=models.MessageId(100))
        await following.synced(session, chat_id, seen.at(7))
    await _read(database, chat_id, 41, 60, 60, 55, 44, total=70)
    await _read(database, chat_id, 81, 100, 100, 90, 85)
    async with database.write() as session:
        gone = [models.MessageId(85)]
        await following.happened(session, chat_id, Happened(deleted=gone))
    stands = await _standing(database)
    assert (stands.missing, stands.gaps, stands.stale) == (60, 2, 0)
    assert (stands.stored, stands.total, stands.synced_at) == (6, 70, seen.at(7))
    assert stands.verified_back_to == seen.at(90)
    await _read(database, chat_id, 61, 80)
    assert (await _standing(database)).verified_back_to == seen.at(44)
    await _read(database, chat_id, 1, 40, at_bottom=True)
    whole = await _standing(database)
    assert whole.is_whole
    assert whole.verified_back_to is None
    async with database.write() as session:
        await following.skip(session, chat_id, pts=9, top=models.MessageId(100))
    await _read(database, chat_id, 50, 100, 100, 90, 60, 55)
    stale = await _standing(database)
    assert (stale.stale, stale.is_whole, stale.verified_back_to) == (49, False, seen.at(55))


async def test_chats_stand_by_title_and_by_whether_they_are_tracked(
    database: db.Database,
) -> None:
    second, first = await seen.chat(database), await seen.chat(database, GROUP)
    await _switch(database, second, tracked=True)
    async with database.read() as session:
        stands = [
            [each.chat_id for each in await service.standing(session, tracked=tracked)]
            for tracked in (None, True, False)
        ]
    assert stands == [[first, second], [second], [first]]


async def test_a_description_is_kept_and_never_less_known(database: db.Database) -> None:
    channel = await seen.chat(
        database, ChatSeen(models.PeerId(-1000000000005), ChatKind.CHANNEL, title="A")
    )
    group = await seen.chat(database)
    topic = models.MessageId(3)
    async with database.write() as session:
        await service.describe(
            session,
            channel,
            Described(seen.GROUP.peer, 70, 50, MembersNote.HIDDEN, True, {topic: "Old"}),
        )
        await service.describe(session, channel, Described(topics={topic: "New"}))
        await service.describe(session, group, Described(models.PeerId(-1000000000999)))
    async with database.read() as session:
        stands, other = await service.standing(session)
    assert (stands.linked_to, stands.members_count, stands.members_known) == (group, 70, 50)
    assert (stands.members_note, stands.is_forum) == (MembersNote.HIDDEN, True)
    assert other.linked_to is None
    assert await seen.only(database, "SELECT title FROM topics") == "New"
    assert await seen.only(database, "SELECT count(*) FROM chats WHERE described_at > now()") == 0


async def _members(database: db.Database) -> dict[int, tuple[Any, ...]]:
    rows = await seen.rows(
        database, "SELECT user_id, role, joined_at, left_at IS NOT NULL FROM memberships"
    )
    return {row["user_id"]: tuple(row.values())[1:] for row in rows}


async def test_a_complete_list_of_members_tells_who_has_left(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    ann = MemberSeen(UserSeen(ANN, "Ann"), "creator", seen.at(1))
    bob = MemberSeen(UserSeen(BOB, "Bob"))
    async with database.write() as session:
        await service.members(session, chat_id, [ann, bob])
        await service.members(session, chat_id, [MemberSeen(UserSeen(ANN), "admin")])
    assert await _members(database) == {
        ANN: ("admin", seen.at(1), False), BOB: (None, None, False)
    }  # fmt: skip
    async with database.write() as session:
        await service.members(session, chat_id, [bob], complete=True)
    assert await _members(database) == {ANN: (None, seen.at(1), True), BOB: (None, None, False)}
    before = await seen.everything(database)
    async with database.write() as session:
        await service.members(session, chat_id, [bob], complete=True)
    assert await seen.everything(database) == before
    async with database.write() as session:
        await service.members(session, chat_id, [ann])
    assert (await _members(database))[ANN] == ("creator", seen.at(1), False)
    assert await seen.only(database, f"SELECT name FROM users WHERE id = {ANN}") == "Ann"


async def test_nobody_has_left_by_an_empty_list_of_members(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    async with database.write() as session:
        await service.members(session, chat_id, [MemberSeen(UserSeen(ANN, "Ann"))])
        await service.members(session, chat_id, [], complete=True)
    assert await _members(database) == {ANN: (None, None, False)}


async def test_a_chat_opens_while_an_import_of_it_ends(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    async with database.write() as session:
        await service.set_access(session, chat_id, ChatAccess.LEFT)

    async def opens() -> None:
        async with database.write() as session:
            await service.set_access(session, chat_id, ChatAccess.OPEN)

    async with asyncio.TaskGroup() as group, database.write() as session:
        await intake.record(session, chat_id, (), [seen.message(1, "hi")], Source.IMPORT)
        group.create_task(opens())
        while not await session.scalar(text(WAITING)):
            pass
        await intake.chat(session, replace(seen.GROUP, title="Renamed"))
    (chat,) = await seen.rows(database, "SELECT title, access FROM chats")
    assert tuple(chat.values()) == ("Renamed", "open")
