"""Messages that come more than once, in any order, from any source."""

from itertools import permutations

import pytest

from core import db, models
from core.intake import service
from core.intake.values import FileSeen, MessageSeen, Recorded
from core.models import FileState, MediaKind, ServiceAction, Source
from tests.core.intake import seen


async def test_a_message_is_stored_with_everything_that_is_known_of_it(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    recorded = await seen.record(
        database,
        chat_id,
        seen.message(
            1,
            "Öğretmenim, see https://example.org",
            entities=[{"type": "url", "offset": 16, "length": 19}],
            reply_to=models.MessageId(7),
            topic_id=models.MessageId(3),
            via_bot="gif",
            media_kind=MediaKind.DOCUMENT,
            details={"author": "A"},
            file=FileSeen("cv.pdf", "application/pdf", 12),
        ),
    )
    assert recorded == Recorded(new=1)
    (row,) = await seen.rows(database, "SELECT * FROM messages")
    assert row["normalised_text"] == "ogretmenim, see https://example.org"
    assert row["has_link"]
    assert (row["reply_to"], row["topic_id"], row["via_bot"]) == (7, 3, "gif")
    assert row["details"] == {"author": "A"}
    assert row["source"] == "import"
    (file,) = await seen.rows(database, "SELECT name, mime, size, kind, state FROM files")
    assert tuple(file.values()) == ("cv.pdf", "application/pdf", 12, "document", "left_out")


async def test_the_same_again_changes_nothing_not_even_who_wrote_the_row(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    messages = (
        seen.message(1, "hello", entities=[{"type": "bold", "offset": 0, "length": 5}]),
        seen.message(2, "edited", edited_at=seen.at(90)),
        seen.message(3, media_kind=MediaKind.PHOTO, file=FileSeen("a.jpg")),
        seen.message(4, service_action=ServiceAction.JOINED),
        seen.message(5, "old", time_assumed=True, details={"a": [1, {"b": None}]}),
    )
    await seen.record(database, chat_id, *messages)
    before = await seen.everything(database)
    assert await seen.record(database, chat_id, *messages) == Recorded(unchanged=5)
    assert await seen.everything(database) == before


async def test_a_later_edit_counts_and_the_old_text_becomes_a_version(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, seen.message(1, "I am a cook"))
    edited = seen.message(1, "I am a chef", edited_at=seen.at(60))
    assert await seen.record(database, chat_id, edited) == Recorded(updated=1)
    (row,) = await seen.rows(database, "SELECT text, normalised_text, edited_at FROM messages")
    assert tuple(row.values()) == ("I am a chef", "i am a chef", seen.at(60))
    (version,) = await seen.rows(database, "SELECT text, written_at FROM message_versions")
    assert tuple(version.values()) == ("I am a cook", seen.at(1))


async def test_an_older_text_that_comes_later_becomes_a_version_once(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    await seen.record(
        database, chat_id, seen.message(1, "third", edited_at=seen.at(60)), source=Source.LIVE
    )
    older = seen.message(1, "first")
    assert await seen.record(database, chat_id, older) == Recorded(updated=1)
    assert await seen.record(database, chat_id, older) == Recorded(unchanged=1)
    assert await seen.only(database, "SELECT text FROM messages") == "third"
    assert await seen.only(database, "SELECT text FROM message_versions") == "first"


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_the_order_in_which_edits_arrive_does_not_matter(
    database: db.Database, order: tuple[int, ...]
) -> None:
    chat_id = await seen.chat(database)
    texts = (
        seen.message(1, "one"),
        seen.message(1, "two", edited_at=seen.at(10)),
        seen.message(1, "three", edited_at=seen.at(20)),
    )
    for number in order:
        await seen.record(database, chat_id, texts[number])
    assert await seen.only(database, "SELECT text FROM messages") == "three"
    versions = await seen.rows(
        database, "SELECT text, written_at FROM message_versions ORDER BY written_at"
    )
    assert [tuple(each.values()) for each in versions] == [
        ("one", seen.at(1)),
        ("two", seen.at(10)),
    ]


async def test_of_texts_of_the_same_moment_none_is_lost_and_none_kept_twice(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    for words in ("a", "b", "c", "a", "b", "a"):
        await seen.record(database, chat_id, seen.message(1, words))
    versions = await seen.rows(
        database, "SELECT text, written_at FROM message_versions ORDER BY written_at"
    )
    assert [row["text"] for row in versions] == ["a", "b", "c"]
    assert {row["written_at"].replace(microsecond=0) for row in versions} == {seen.at(1)}
    assert await seen.only(database, "SELECT text FROM messages") == "a"


@pytest.mark.parametrize(
    ("first", "second", "left"),
    [
        (Source.IMPORT, Source.IMPORT, "second"),
        (Source.IMPORT, Source.LIVE, "second"),
        (Source.IMPORT, Source.HISTORY, "second"),
        (Source.LIVE, Source.IMPORT, "first"),
        (Source.HISTORY, Source.IMPORT, "first"),
        (Source.LIVE, Source.HISTORY, "second"),
    ],
)
async def test_of_texts_of_the_same_moment_the_better_source_counts_then_the_newcomer(
    database: db.Database, first: Source, second: Source, left: str
) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, seen.message(1, "first"), source=first)
    await seen.record(database, chat_id, seen.message(1, "second"), source=second)
    assert await seen.only(database, "SELECT text FROM messages") == left


async def test_what_was_imported_and_is_then_seen_live_counts_as_live_from_then_on(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    for source in (Source.IMPORT, Source.LIVE, Source.IMPORT):
        await seen.record(database, chat_id, seen.message(1, "hello"), source=source)
    assert await seen.only(database, "SELECT source FROM messages") == "live"


async def test_an_exact_time_outweighs_an_assumed_one_and_versions_move_along(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    three_hours = 3 * 3600
    first = seen.message(1, "first", sent_at=seen.at(three_hours), time_assumed=True)
    edited = first._replace(text="second", edited_at=seen.at(three_hours + 30))
    await seen.record(database, chat_id, first)
    await seen.record(database, chat_id, edited)
    exact = seen.message(1, "second", sent_at=seen.at(0), edited_at=seen.at(30))
    assert await seen.record(database, chat_id, exact) == Recorded(updated=1)
    again = await seen.record(database, chat_id, first, source=Source.IMPORT)
    assert again == Recorded(unchanged=1)
    (row,) = await seen.rows(database, "SELECT sent_at, edited_at, time_assumed FROM messages")
    assert tuple(row.values()) == (seen.at(0), seen.at(30), False)
    (version,) = await seen.rows(database, "SELECT text, written_at FROM message_versions")
    assert tuple(version.values()) == ("first", seen.at(0))


async def test_importing_again_with_the_right_zone_corrects_assumed_times(
    database: db.Database,
) -> None:
    chat_id = await seen.chat(database)
    wrong = seen.message(1, "hi", sent_at=seen.at(3600), time_assumed=True)
    await seen.record(database, chat_id, wrong)
    await seen.record(database, chat_id, wrong._replace(sent_at=seen.at(0)))
    assert await seen.only(database, "SELECT sent_at FROM messages") == seen.at(0)


async def test_nothing_known_becomes_unknown(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    full = seen.message(
        1,
        "text",
        entities=[{"type": "text_link", "offset": 0, "length": 4, "url": "https://example.org"}],
        reply_to=models.MessageId(5),
        topic_id=models.MessageId(6),
        is_forward=True,
        forward_name="Somebody",
        grouped_id=9,
        media_kind=MediaKind.PHOTO,
        details={"author": "A", "width": 3},
        file=FileSeen("a.jpg", "image/jpeg", 5, "photos/a.jpg", FileState.IN_EXPORT),
    )
    await seen.record(database, chat_id, full)
    bare = MessageSeen(full.id, full.sent_at, text="text", file=FileSeen())
    assert await seen.record(database, chat_id, bare) == Recorded(unchanged=1)
    more = bare._replace(details={"width": 4})
    assert await seen.record(database, chat_id, more) == Recorded(updated=1)
    (row,) = await seen.rows(database, "SELECT * FROM messages")
    assert row["details"] == {"author": "A", "width": 4}
    assert (row["sender_id"], row["reply_to"], row["grouped_id"]) == (seen.ANN, 5, 9)
    assert (row["is_forward"], row["forward_name"], row["has_link"]) == (True, "Somebody", True)
    (file,) = await seen.rows(database, "SELECT path, state FROM files")
    assert tuple(file.values()) == ("photos/a.jpg", "in_export")


async def test_what_was_unknown_is_filled_in_by_a_worse_source(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, seen.message(1, "hi"), source=Source.LIVE)
    filled = seen.message(
        1,
        "hi",
        reply_to=models.MessageId(3),
        media_kind=MediaKind.PHOTO,
        file=FileSeen("a.jpg", path="a.jpg", state=FileState.IN_EXPORT),
    )
    assert await seen.record(database, chat_id, filled) == Recorded(updated=1)
    (row,) = await seen.rows(database, "SELECT reply_to, media_kind, source FROM messages")
    assert tuple(row.values()) == (3, "photo", "live")
    assert await seen.only(database, "SELECT path FROM files") == "a.jpg"


async def test_a_file_left_out_of_one_export_is_found_in_the_next(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    without = seen.message(1, media_kind=MediaKind.PHOTO, file=FileSeen(size=7))
    found = without._replace(file=FileSeen("a.jpg", path="a.jpg", state=FileState.IN_EXPORT))
    await seen.record(database, chat_id, without)
    assert await seen.record(database, chat_id, found) == Recorded(updated=1)
    assert await seen.record(database, chat_id, without) == Recorded(unchanged=1)
    (file,) = await seen.rows(database, "SELECT name, size, path, state FROM files")
    assert tuple(file.values()) == ("a.jpg", 7, "a.jpg", "in_export")


async def test_a_mark_of_deletion_stays(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, seen.message(1, "gone"))
    async with database.write() as session:
        driver = await db.driver(session)
        await driver.execute("UPDATE messages SET deleted_at = now()")
    await seen.record(database, chat_id, seen.message(1, "new", edited_at=seen.at(9)))
    assert await seen.only(database, "SELECT deleted_at IS NOT NULL FROM messages")


async def test_a_message_twice_in_one_batch_is_as_if_it_came_twice(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    recorded = await seen.record(
        database,
        chat_id,
        seen.message(1, "late", edited_at=seen.at(60)),
        seen.message(2, "other"),
        seen.message(1, "early"),
        seen.message(1, "late", edited_at=seen.at(60)),
    )
    assert recorded == Recorded(new=2, updated=1, unchanged=1)
    texts = await seen.rows(database, "SELECT text FROM messages ORDER BY message_id")
    assert [row["text"] for row in texts] == ["late", "other"]


async def test_what_goes_through_the_driver_shares_the_transaction(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    with pytest.raises(ZeroDivisionError):
        async with database.write() as session:
            messages = [seen.message(1, "never said")]
            await service.record(session, chat_id, [], messages, Source.LIVE)
            raise ZeroDivisionError
    assert await seen.only(database, "SELECT count(*) FROM messages") == 0
