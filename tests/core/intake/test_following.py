"""Following a chat: what its pages and its updates change, and what they leave alone."""

import asyncio
import random
from typing import Any

import pytest

from core import db, models
from core.intake import following, preparing, service
from core.intake.values import (
    AccountPosition,
    AccountSeen,
    ChatSeen,
    FileSeen,
    Happened,
    MessageSeen,
    Page,
    Recorded,
)
from core.models import ChatKind, MediaKind, ServiceAction, Source
from tests.core.intake import seen
from tests.core.intake.seen import ANN, BOB

ME = models.UserId(1)


def _page(first: int, last: int, *messages: MessageSeen, **more: Any) -> Page:
    extent = (models.MessageId(first), models.MessageId(last))
    return Page(extent, preparing.prepare(messages), **more)


def _news(*messages: MessageSeen, deleted: tuple[int, ...] = (), **more: Any) -> Happened:
    ids = [models.MessageId(number) for number in deleted]
    return Happened(preparing.prepare(messages), deleted=ids, **more)


async def _start(database: db.Database, chat_id: models.ChatId, pts: int | None, top: int) -> None:
    async with database.write() as session:
        await following.start(session, chat_id, pts=pts, top=models.MessageId(top))


async def _read(database: db.Database, chat_id: models.ChatId, *pages: Page) -> Recorded:
    async with database.write() as session:
        return await following.pages(session, chat_id, pages)


async def _hear(database: db.Database, chat_id: models.ChatId, news: Happened) -> Recorded:
    async with database.write() as session:
        return await following.happened(session, chat_id, news)


async def _alive(database: db.Database) -> list[int]:
    rows = await seen.rows(
        database, "SELECT message_id FROM messages WHERE deleted_at IS NULL ORDER BY 1"
    )
    return [row["message_id"] for row in rows]


async def _coverage(database: db.Database) -> tuple[Any, ...]:
    (row,) = await seen.rows(
        database, "SELECT ranges::text, stale::text, top, pts, stored FROM coverage"
    )
    return tuple(row.values())


async def test_following_begins_once_and_doubts_what_an_import_brought(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, seen.message(2, "b"))
    async with database.write() as session:
        await service.cover(session, chat_id, [(models.MessageId(1), models.MessageId(3))])
    await _start(database, chat_id, 7, 9)
    await _start(database, chat_id, 8, 10)
    assert await _coverage(database) == ("{[1,4)}", "{[1,4)}", 9, 7, 1)


async def test_several_pages_are_stored_at_once_and_again_without_effect(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    await _start(database, chat_id, 7, 9)
    pages = (
        _page(8, 9, seen.message(9, "nine"), seen.message(8, "eight"), total=4),
        _page(3, 7, seen.message(7, "seven"), seen.message(3, "three")),
        _page(1, 2, at_bottom=True),
    )
    assert await _read(database, chat_id, *pages) == Recorded(new=4)
    assert await _coverage(database) == ("{[1,10)}", "{}", 9, 7, 4)
    assert await seen.only(database, "SELECT total FROM coverage") == 4
    before = await seen.everything(database)
    assert await _read(database, chat_id, *pages) == Recorded(unchanged=4)
    assert await seen.everything(database) == before


async def test_what_is_absent_from_a_page_is_deleted_and_what_is_there_lives_again(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    said = [seen.message(number, "hi", sender_id=number + 100) for number in (1, 2, 3)]
    await _read(database, chat_id, _page(1, 3, *said))
    heard = "SELECT heard FROM profiles ORDER BY user_id"
    assert await _read(database, chat_id, _page(2, 3, said[2])) == Recorded(updated=1, unchanged=1)
    assert await _alive(database) == [1, 3]
    assert [row["heard"] for row in await seen.rows(database, heard)] == [1, 2, 1]
    assert await _read(database, chat_id, _page(2, 3, *said[1:])) == Recorded(
        updated=1, unchanged=1
    )
    assert await _alive(database) == [1, 2, 3]
    assert [row["heard"] for row in await seen.rows(database, heard)] == [1, 3, 1]


async def test_what_was_touched_since_a_page_was_asked_is_left_alone(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    await _read(database, chat_id, _page(1, 3, seen.message(1, "a"), seen.message(2, "b")))
    await _hear(database, chat_id, _news(deleted=(1,)))
    touched = frozenset(models.MessageId(number) for number in (1, 2, 3))
    late = (seen.message(1, "a"), seen.message(3, "c"))
    assert await _read(database, chat_id, _page(1, 3, *late, touched=touched)) == Recorded()
    assert await _alive(database) == [2]


async def test_of_two_pages_about_the_same_ids_the_later_decides(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    one, two = seen.message(1, "a"), seen.message(2, "b")
    await _read(database, chat_id, _page(1, 2, one, two), _page(2, 2))
    assert await _alive(database) == [1]


async def test_below_all_that_can_be_seen_an_import_may_know_more(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, seen.message(1, "imported"))
    await seen.record(database, chat_id, seen.message(2, "read"), source=Source.HISTORY)
    await _read(database, chat_id, _page(1, 5, at_bottom=True))
    assert await _alive(database) == [1]
    await _read(database, chat_id, _page(1, 5))
    assert await _alive(database) == []


@pytest.mark.parametrize("source", [Source.IMPORT, Source.LIVE])
async def test_only_a_page_takes_the_mark_of_deletion_away(
    database: db.Database, source: Source
) -> None:
    chat_id = await seen.chat(database)
    await _hear(database, chat_id, _news(seen.message(1, "hi")))
    assert await _hear(database, chat_id, _news(deleted=(1, 9))) == Recorded(updated=1)
    assert await _hear(database, chat_id, _news(deleted=(1, 9))) == Recorded()
    assert await seen.only(database, "SELECT heard FROM profiles") == 2
    await seen.record(database, chat_id, seen.message(1, "hi"), source=source)
    await _hear(database, chat_id, _news(seen.message(1, "hi")))
    assert await _alive(database) == []


async def test_news_moves_the_position_and_covers_up_to_its_top(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    await _start(database, chat_id, 7, 9)
    news = _news(seen.message(12, "new"), top=models.MessageId(12), pts=(7, 8))
    assert await _hear(database, chat_id, news) == Recorded(new=1)
    assert await _coverage(database) == ("{[10,13)}", "{}", 12, 8, 1)
    edited = seen.message(12, "edited", edited_at=seen.at(60))
    late = _news(edited, deleted=(12,), top=models.MessageId(5), pts=(8, 10))
    assert await _hear(database, chat_id, late) == Recorded(updated=1)
    assert await _coverage(database) == ("{[10,13)}", "{}", 12, 10, 1)


async def test_chats_with_the_same_people_are_written_side_by_side(database: db.Database) -> None:
    dice = random.Random(7)
    chats = [
        await seen.chat(database, ChatSeen(models.PeerId(-number), ChatKind.GROUP, ME))
        for number in range(1, 5)
    ]

    async def write(number: int) -> None:
        said = [
            seen.message(number * 100 + place, "hi", sender_id=person)
            for place, person in enumerate(dice.sample(range(2, 40), 30))
        ]
        chat_id, first = chats[number % 4], number * 100
        if number % 3:
            await _hear(database, chat_id, _news(*said, deleted=(first, first + 1)))
        else:
            await _read(database, chat_id, _page(first, first + 99, *said))
            await _read(database, chat_id, _page(first, first + 99, *said[2:]))

    async with asyncio.TaskGroup() as group:
        for number in range(1, 13):
            group.create_task(write(number))
    assert await seen.only(database, "SELECT sum(stored)::int FROM coverage") == 12 * 30
    assert len(await _alive(database)) == 12 * 28


async def test_news_that_does_not_continue_is_refused_whole(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    await _start(database, chat_id, 7, 9)
    before = await seen.everything(database)
    for pts in ((6, 7), (8, 9)):
        with pytest.raises(following.MovedError):
            await _hear(database, chat_id, _news(seen.message(12, "new"), pts=pts))
    assert await seen.everything(database) == before


async def test_news_of_a_chat_that_is_not_followed_covers_nothing(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    await _hear(database, chat_id, _news(seen.message(12, "new"), top=models.MessageId(12)))
    assert await _coverage(database) == ("{}", "{}", None, None, 1)


async def test_what_could_not_be_told_makes_everything_stale_until_it_is_read_again(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    await _start(database, chat_id, 7, 9)
    await _read(database, chat_id, _page(5, 9, seen.message(9, "nine")))
    async with database.write() as session:
        await following.skip(session, chat_id, pts=90, top=models.MessageId(20))
    assert await _coverage(database) == ("{[5,10)}", "{[5,10)}", 20, 90, 1)
    await _read(database, chat_id, _page(8, 20, seen.message(9, "nine")))
    assert await _coverage(database) == ("{[5,21)}", "{[5,8)}", 20, 90, 1)


async def test_an_import_into_a_chat_that_is_followed_is_to_be_compared(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    await _start(database, chat_id, 7, 9)
    await _read(database, chat_id, _page(5, 9, seen.message(9, "nine")))
    await seen.record(database, chat_id, seen.message(3, "old"), seen.message(6, "gone"))
    assert await _coverage(database) == ("{[5,10)}", "{[5,7)}", 9, 7, 3)
    async with database.write() as session:
        await service.cover(session, chat_id, [(models.MessageId(2), models.MessageId(9))])
    assert await _coverage(database) == ("{[2,10)}", "{[2,7)}", 9, 7, 3)


async def test_ids_without_a_chat_are_found_in_the_chats_of_the_account(
    database: db.Database,
) -> None:
    chats = [
        await seen.chat(database, ChatSeen(models.PeerId(5), ChatKind.PRIVATE, ME)),
        await seen.chat(database, ChatSeen(models.PeerId(-6), ChatKind.GROUP, ME)),
        await seen.chat(database, ChatSeen(models.PeerId(5), ChatKind.PRIVATE, BOB)),
        await seen.chat(database),
    ]
    for chat_id, numbers in zip(chats, ((1, 2), (3,), (1,), (1, 2, 3)), strict=True):
        await seen.record(database, chat_id, *(seen.message(number) for number in numbers))
    async with database.read() as session:
        ids = [models.MessageId(number) for number in (1, 2, 3, 4)]
        found = await following.homes(session, ME, ids)
    assert found == {chats[0]: [1, 2], chats[1]: [3]}


async def test_the_position_of_an_account_is_moved_by_what_is_known(
    database: db.Database,
) -> None:
    async with database.write() as session:
        await service.account(session, AccountSeen(ME))
        assert await following.position(session, ME) == AccountPosition()
        await following.move_account(session, ME, AccountPosition(5, 1, 3, seen.at(1)))
        await following.move_account(session, ME, AccountPosition(pts=6))
        await following.move_account(session, ME, AccountPosition())
    async with database.read() as session:
        assert await following.position(session, ME) == AccountPosition(6, 1, 3, seen.at(1))
        assert await following.position(session, BOB) == AccountPosition()


async def test_work_is_asked_for_once_where_something_is_new(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    async with database.write() as session:
        await (await db.driver(session)).execute("DELETE FROM queue.pgqueuer")
    jobs = "SELECT entrypoint AS job, convert_from(payload, 'UTF8') AS key FROM queue.pgqueuer"
    await _read(database, chat_id, _page(1, 5))
    assert await seen.rows(database, jobs) == []
    await _read(database, chat_id, _page(1, 5, seen.message(1, "hi")))
    await _hear(database, chat_id, _news(seen.message(6, "hi")))
    assert await seen.rows(database, jobs) == [
        {"job": "new_messages", "key": str(chat_id)},
        {"job": "people", "key": ""},
    ]


async def test_topics_are_known_by_the_messages_that_opened_them(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    kind = ServiceAction.TOPIC_CREATED
    news, jobs = (
        seen.message(number, service_action=kind, details={"title": title})
        for number, title in ((1, "News"), (2, "Jobs"))
    )
    await _read(database, chat_id, _page(1, 1, news))
    await _hear(database, chat_id, _news(jobs))
    rows = await seen.rows(database, "SELECT topic_id, title FROM topics ORDER BY 1")
    assert [tuple(row.values()) for row in rows] == [(1, "News"), (2, "Jobs")]


async def test_another_photo_in_an_edited_message_is_another_file(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    photo = seen.message(1, media_kind=MediaKind.PHOTO, file=FileSeen("a.jpg", remote_id=5))
    await _read(database, chat_id, _page(1, 1, photo))
    async with database.write() as session:
        connection = await db.driver(session)
        await connection.execute(
            "UPDATE files SET state = 'stored', path = 'x', sha256 = 'y',"
            " ai_caption = 'a cat', ai_tags = '{cat}', captioned_by = 'z'"
        )
    stored = ("photo", "a.jpg", "stored", "x", "y", 5, "a cat", ["cat"], "z")
    columns = (
        "SELECT kind, name, state, path, sha256, remote_id, ai_caption, ai_tags, captioned_by"
        " FROM files"
    )
    edited = photo._replace(text="hm", edited_at=seen.at(60))
    for message in (photo, edited, edited._replace(edited_at=seen.at(61))):
        await _hear(database, chat_id, _news(message))
        assert tuple((await seen.rows(database, columns))[0].values()) == stored
    other = edited._replace(
        media_kind=MediaKind.VIDEO, file=FileSeen(remote_id=6), edited_at=seen.at(62)
    )
    await _hear(database, chat_id, _news(other))
    (row,) = await seen.rows(database, columns)
    assert tuple(row.values()) == ("video", None, "left_out", None, None, 6, None, None, None)


async def test_a_photo_replaced_in_the_second_of_its_sending_is_another_file(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    photo = seen.message(
        1, media_kind=MediaKind.PHOTO, file=FileSeen("a.jpg", "image/jpeg", 9, remote_id=5)
    )
    await _hear(database, chat_id, _news(photo))
    async with database.write() as session:
        connection = await db.driver(session)
        await connection.execute("UPDATE files SET attempts = 3, retry_at = now(), failure = 'x'")
    other = photo._replace(
        media_kind=MediaKind.DOCUMENT, file=FileSeen(size=7, remote_id=6), edited_at=photo.sent_at
    )
    await _hear(database, chat_id, _news(other))
    (row,) = await seen.rows(
        database,
        "SELECT kind, name, mime, size, remote_id, attempts, retry_at, failure FROM files",
    )
    assert tuple(row.values()) == ("document", None, None, 7, 6, 0, None, None)


async def test_a_group_that_migrates_is_tied_with_what_an_export_knew_of_it(
    database: db.Database,
) -> None:
    group = await seen.chat(database, ChatSeen(models.PeerId(-5), ChatKind.GROUP, ME))
    chat_id = await seen.chat(database)
    await seen.record(database, group, seen.message(50, "by Telegram"))
    async with database.write() as session:
        former = await service.predecessor(session, chat_id, ME, (), "Old")
        await service.cover(session, former, [(models.MessageId(1), models.MessageId(50))])
    told = seen.message(41, "by export", media_kind=MediaKind.PHOTO, file=FileSeen("a.jpg"))
    await seen.record(database, former, told, seen.message(50, "by Telegram", sender_id=BOB))
    for _ in range(2):
        async with database.write() as session:
            await service.migrated(session, group, chat_id)
    rows = await seen.rows(database, "SELECT id, migrated_to FROM chats ORDER BY id")
    assert [tuple(row.values()) for row in rows] == [(group, chat_id), (chat_id, None)]
    assert await _alive(database) == [41, 50]
    assert await seen.only(database, "SELECT chat_id FROM files") == group
    assert await _coverage(database) == ("{[1,51)}", "{}", None, None, 2)
    counts = await seen.rows(database, "SELECT user_id, message_count FROM memberships")
    assert [tuple(row.values()) for row in counts] == [(ANN, 2)]


async def test_what_an_export_adds_to_a_group_that_is_followed_is_to_be_compared(
    database: db.Database,
) -> None:
    group = await seen.chat(database, ChatSeen(models.PeerId(-5), ChatKind.GROUP, ME))
    chat_id = await seen.chat(database)
    async with database.write() as session:
        former = await service.predecessor(session, chat_id, ME, ())
    await seen.record(database, former, seen.message(41, "gone"), seen.message(45, "gone too"))
    await _start(database, group, None, 60)
    await _read(database, group, _page(1, 60, seen.message(50, "by Telegram")))
    async with database.write() as session:
        await service.migrated(session, group, chat_id)
    assert await _coverage(database) == ("{[1,61)}", "{[41,46)}", 60, None, 3)
    await _read(database, group, _page(1, 60, seen.message(50, "by Telegram")))
    assert await _alive(database) == [50]
