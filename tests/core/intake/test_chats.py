"""Chats, what they were before, their topics, and which part of them is known."""

from core import db, models
from core.intake import queries, service
from core.intake.values import AccountSeen, ChatSeen
from core.models import ChatKind
from tests.core.intake import seen

ME = models.UserId(1)
OTHER = models.UserId(2)


def _group(peer: int) -> ChatSeen:
    return ChatSeen(models.PeerId(peer), ChatKind.GROUP, ME)


async def test_a_chat_is_the_same_however_often_it_is_seen(database: db.Database) -> None:
    first = await seen.chat(database, seen.GROUP)
    assert await seen.chat(database, ChatSeen(seen.GROUP.peer, ChatKind.SUPERGROUP)) == first
    assert await seen.only(database, "SELECT title FROM chats") == "Neighbours"


async def test_a_new_title_replaces_the_old_one_unless_told_to_keep_it(
    database: db.Database,
) -> None:
    renamed = ChatSeen(seen.GROUP.peer, ChatKind.SUPERGROUP, title="New", members_count=5)
    async with database.write() as session:
        await service.chat(session, seen.GROUP)
        await service.chat(session, renamed, keep=True)
    (row,) = await seen.rows(database, "SELECT title, members_count FROM chats")
    assert tuple(row.values()) == ("Neighbours", 5)
    await seen.chat(database, renamed)
    assert await seen.only(database, "SELECT title FROM chats") == "New"


async def test_private_chats_of_two_accounts_are_two_chats(database: db.Database) -> None:
    peer = models.PeerId(99)
    mine = await seen.chat(database, ChatSeen(peer, ChatKind.PRIVATE, ME))
    theirs = await seen.chat(database, ChatSeen(peer, ChatKind.PRIVATE, OTHER))
    assert mine != theirs


async def test_an_account_is_filled_in_and_never_emptied(database: db.Database) -> None:
    async with database.write() as session:
        await service.account(session, AccountSeen(ME))
        await service.account(session, AccountSeen(ME, "Me", "me"))
        await service.account(session, AccountSeen(ME, name="Myself"))
    (row,) = await seen.rows(database, "SELECT name, username FROM accounts")
    assert tuple(row.values()) == ("Myself", "me")


async def _former(
    database: db.Database, chat_id: models.ChatId, account: models.UserId | None, *ids: int
) -> models.ChatId:
    async with database.write() as session:
        known = [models.MessageId(number) for number in ids]
        return await service.predecessor(session, chat_id, account, known, "Old")


async def test_what_a_supergroup_was_before_is_one_chat_for_each_account(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    unknown = await _former(database, chat_id, None)
    assert await _former(database, chat_id, ME) == unknown
    assert await _former(database, chat_id, None) == unknown
    assert await _former(database, chat_id, OTHER) != unknown
    kinds = await seen.rows(database, "SELECT kind FROM chats WHERE migrated_to IS NOT NULL")
    assert [row["kind"] for row in kinds] == ["group", "group"]


async def test_a_group_stored_before_it_migrated_is_known_again_by_its_messages(
    database: db.Database,
) -> None:
    group = await seen.chat(database, _group(-5))
    await seen.record(database, group, seen.message(41, "before"))
    chat_id = await seen.chat(database)
    assert await _former(database, chat_id, OTHER, 41) != group
    assert await _former(database, chat_id, ME, 40, 41) == group
    assert (
        await seen.only(database, f"SELECT migrated_to FROM chats WHERE id = {group}") == chat_id
    )


async def test_a_group_known_by_its_migrated_history_gets_its_id_when_it_is_seen(
    database: db.Database,
) -> None:
    former = await _former(database, await seen.chat(database), ME)
    await seen.record(database, former, seen.message(41, "before"))
    async with database.write() as session:
        ids = [models.MessageId(41)]
        assert await service.chat(session, _group(-5), keep=True, ids=ids) == former
    (row,) = await seen.rows(database, f"SELECT peer_id, title FROM chats WHERE id = {former}")
    assert tuple(row.values()) == (-5, "Old")


async def test_groups_that_claim_the_same_message_ids_stay_two_groups(
    database: db.Database,
) -> None:
    ids = [models.MessageId(41)]
    async with database.write() as session:
        family = await service.chat(session, _group(-5), ids=ids)
    await seen.record(database, family, seen.message(41, "family"))
    async with database.write() as session:
        assert await service.chat(session, _group(-6), ids=ids) != family
    one = await seen.chat(database)
    other = await seen.chat(database, ChatSeen(models.PeerId(-1000000000078), seen.GROUP.kind))
    assert await _former(database, one, ME, 41) == family
    assert await _former(database, other, ME, 41) != family


async def test_coverage_unites_what_touches(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    for first, last in ((10, 20), (21, 30), (15, 17), (50, 60), (1, 1)):
        async with database.write() as session:
            stretch = models.MessageId(first), models.MessageId(last)
            await service.cover(session, chat_id, [stretch, stretch])
    assert (
        await seen.only(database, "SELECT ranges::text FROM coverage") == "{[1,2),[10,31),[50,61)}"
    )


async def test_topics_keep_the_first_title_that_is_known(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    for title in (None, "Jobs", "Other"):
        async with database.write() as session:
            await service.topics(session, chat_id, {models.MessageId(7): title})
    async with database.read() as session:
        assert await queries.topics(session, chat_id) == {7}
    assert await seen.only(database, "SELECT title FROM topics") == "Jobs"
