"""Whole exports into the database."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core import db, models
from core.imports import batches, errors, service, storing
from core.imports.values import Batch, ChatHead, Extent, Progress, Skipped, Whose
from core.intake import preparing
from core.intake import service as intake
from core.intake.values import ChatSeen, Recorded
from core.models import ChatKind
from tests.core.imports import export
from tests.core.imports.export import message, service_message
from tests.core.intake import seen

OWNER = Whose(owner=export.ME)


async def test_a_group_is_stored_with_its_people_and_what_they_wrote(
    database: db.Database, tmp_path: Path
) -> None:
    report = await export.load(
        database,
        tmp_path,
        export.chat(
            service_message(1, "join_group_by_link", inviter="Group"),
            message(2, "I am a cook"),
            message(3, "hi", **{"from": "Eve", "from_id": "user12"}),
            message(5, "news", **{"from": "Neighbours", "from_id": "channel77"}),
        ),
    )
    assert report.recorded == Recorded(new=4)
    assert report.people == 2
    (chat,) = report.chats
    assert (chat.title, chat.kind) == ("Neighbours", ChatKind.SUPERGROUP)
    (stored,) = await seen.rows(database, "SELECT * FROM chats")
    assert (stored["peer_id"], stored["account_id"]) == (-1000000000077, None)
    users = await seen.rows(database, "SELECT id, name, named_at FROM users ORDER BY id")
    assert [(user["id"], user["name"]) for user in users] == [(11, "Ann"), (12, "Eve")]
    assert users[0]["named_at"] == seen.at(2)
    senders = await seen.rows(database, "SELECT sender_id FROM messages ORDER BY message_id")
    assert [row["sender_id"] for row in senders] == [11, 11, 12, -1000000000077]
    assert await seen.only(database, "SELECT ranges::text FROM coverage") == "{[1,6)}"
    joined = await seen.only(database, "SELECT joined_at FROM memberships WHERE user_id = 11")
    assert joined == seen.at(1)


async def test_importing_twice_changes_nothing(database: db.Database, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    written = export.account(
        export.chat(
            service_message(1, "topic_created", title="Jobs"),
            message(-999999999, "before"),
            message(2, ["see ", {"type": "link", "text": "https://a.example"}]),
            message(3, photo="a.jpg"),
            message(4, photo=export.LEFT_OUT, edited="x", edited_unixtime="1714564900"),
            message(5, "forwarded", forwarded_from=None, reply_to_message_id=1),
            message(6, poll={"question": "?", "answers": [{"text": "a", "voters": 1}]}),
            message(7, "gone", **{"from": None, "from_id": "user13"}),
        ),
        export.chat(export.old(1, "private"), type="personal_chat", id=11, name="Ann"),
    )
    first = await export.load(database, tmp_path, written)
    before = await seen.everything(database)
    second = await export.load(database, tmp_path, written)
    assert first.recorded == Recorded(new=9)
    assert second.recorded == Recorded(unchanged=9)
    assert await seen.everything(database) == before


async def test_a_newer_export_brings_only_what_changed(
    database: db.Database, tmp_path: Path
) -> None:
    old = export.chat(message(1, "one"), message(2, "two"))
    new = export.chat(
        message(1, "one"),
        message(2, "two!", edited="x", edited_unixtime=str(export.START + 60)),
        message(3, "three", **{"from": "Ann Öz"}),
        name="Good neighbours",
    )
    await export.load(database, tmp_path, old)
    report = await export.load(database, tmp_path, new)
    assert report.recorded == Recorded(new=1, updated=1, unchanged=1)
    assert await seen.only(database, "SELECT text FROM message_versions") == "two"
    assert await seen.only(database, "SELECT title FROM chats") == "Good neighbours"
    again = await export.load(database, tmp_path, old)
    assert again.recorded == Recorded(unchanged=2)
    assert await seen.only(database, "SELECT title FROM chats") == "Good neighbours"
    assert await seen.only(database, "SELECT name FROM users") == "Ann Öz"


async def test_an_old_export_has_assumed_times_until_a_new_one_comes(
    database: db.Database, tmp_path: Path
) -> None:
    await export.load(database, tmp_path, export.chat(export.old(1, "hello")))
    (row,) = await seen.rows(database, "SELECT sent_at, time_assumed FROM messages")
    assert tuple(row.values()) == (seen.at(1 - 3 * 3600), True)
    await export.load(database, tmp_path, export.chat(message(1, "hello")))
    await export.load(database, tmp_path, export.chat(export.old(1, "hello")))
    (row,) = await seen.rows(database, "SELECT sent_at, time_assumed FROM messages")
    assert tuple(row.values()) == (seen.at(1), False)


async def test_a_whole_account_is_stored_but_for_what_never_is(
    database: db.Database, tmp_path: Path
) -> None:
    words = message(1, "hi")
    report = await export.load(
        database,
        tmp_path,
        export.account(
            export.chat(words, type="personal_chat", id=11, name="Ann"),
            export.chat(words, type="personal_chat", id=777000, name="Telegram"),
            export.chat(words, type="personal_chat", id=4294967296 + 777000, name="Telegram"),
            export.chat(words, type="personal_chat", id=1, name="Me"),
            export.chat(words, type="bot_chat", id=50, name="Kimdir"),
            export.chat(words, type="bot_chat", id=51, name="Weather"),
            {"type": "saved_messages", "id": 1, "messages": [words]},
            {"type": "verification_codes", "id": 2, "messages": [words]},
            {"type": "replies", "id": 3, "messages": [words]},
            export.chat(words, type="private_group", id=60),
            export.chat(words, type="hologram", id=61, name="Hologram"),
            {"name": "Nameless", "type": "private_group", "messages": [words]},
            left=(export.chat(words, type="public_channel", id=62),),
        ),
        Whose(own_bot=models.UserId(50)),
    )
    skipped = [(chat.title, chat.reason) for chat in report.chats if chat.reason]
    assert skipped == [
        ("Telegram", Skipped.SERVICE_CHAT),
        ("Telegram", Skipped.SERVICE_CHAT),
        ("Me", Skipped.SAVED_MESSAGES),
        ("Kimdir", Skipped.OWN_BOT),
        (None, Skipped.SAVED_MESSAGES),
        (None, Skipped.SERVICE_CHAT),
        (None, Skipped.SERVICE_CHAT),
        ("Hologram", Skipped.UNKNOWN_KIND),
        ("Nameless", Skipped.NO_ID),
    ]
    chats = await seen.rows(database, "SELECT peer_id, kind, account_id FROM chats ORDER BY id")
    assert [tuple(chat.values()) for chat in chats] == [
        (11, "private", 1),
        (51, "private", 1),
        (-60, "group", 1),
        (-1000000000062, "channel", None),
    ]
    (account,) = await seen.rows(database, "SELECT name, username FROM accounts")
    assert tuple(account.values()) == ("Me Myself", "me")
    (owner,) = await seen.rows(database, "SELECT name, username, bio FROM users WHERE id = 1")
    assert tuple(owner.values()) == ("Me Myself", "me", "Cook")
    assert await seen.only(database, "SELECT is_bot FROM users WHERE id = 51")
    assert await seen.only(database, "SELECT count(*) FROM users WHERE id IN (5, 50)") == 0


@pytest.mark.parametrize("kind", ["personal_chat", "bot_chat", "private_group"])
async def test_private_chats_need_to_know_whose_they_are(
    database: db.Database, tmp_path: Path, kind: str
) -> None:
    written = export.chat(message(1, "hi"), type=kind)
    with pytest.raises(errors.UnknownAccountError, match="--account"):
        await export.load(database, tmp_path, written)
    assert await seen.only(database, "SELECT count(*) FROM chats") == 0
    await export.load(database, tmp_path, written, OWNER)
    assert await seen.only(database, "SELECT account_id FROM chats") == export.ME


async def test_a_private_chat_has_the_id_of_the_one_who_writes_in_it(
    database: db.Database, tmp_path: Path
) -> None:
    between = message(1, "hi", from_id="user5123456789")
    unsaid = {**between, "id": 2, "from_id": None}
    del between["date_unixtime"], unsaid["date_unixtime"]
    first = export.chat(between, type="personal_chat", id=5123456789)
    second = export.chat(unsaid, between, type="personal_chat", id=5123456789)
    shifted = 4294967296 + 55
    third = export.chat(
        {**unsaid, "id": 3},
        export.old(1) | {"from_id": shifted},
        type="personal_chat",
        id=shifted,
    )
    await export.load(database, tmp_path, export.account(first, second, third))
    peers = await seen.rows(database, "SELECT peer_id FROM chats ORDER BY id")
    assert [row["peer_id"] for row in peers] == [5123456789, 55]
    users = await seen.rows(database, "SELECT id FROM users WHERE id <> 1 ORDER BY id")
    assert [row["id"] for row in users] == [55, 5123456789]


async def test_an_export_of_somebody_else_is_refused(
    database: db.Database, tmp_path: Path
) -> None:
    said = Whose(account=models.UserId(2))
    with pytest.raises(errors.OtherAccountError):
        await export.load(database, tmp_path, export.account(export.chat(message(1))), said)
    assert await seen.only(database, "SELECT count(*) FROM chats") == 0


async def test_the_order_of_the_keys_does_not_matter(
    database: db.Database, tmp_path: Path
) -> None:
    written = export.account(
        export.chat(message(1, "hi")),
        export.chat(message(1, "hi"), type="personal_chat", id=11),
        export.chat(message(1, "note"), type="personal_chat", id=1),
    )
    turned = {key: written[key] for key in reversed(written)}
    for chat in turned["chats"]["list"]:
        chat["id"], chat["type"] = chat.pop("id"), chat.pop("type")
    report = await export.load(database, tmp_path, turned)
    assert [chat.reason for chat in report.chats] == [None, None, Skipped.SAVED_MESSAGES]
    assert await seen.only(database, "SELECT account_id FROM chats WHERE peer_id = 11") == 1
    single = dict(reversed(export.chat(message(2, "ho")).items()))
    assert (await export.load(database, tmp_path, single)).recorded == Recorded(new=1)


async def test_what_was_said_before_the_migration_belongs_to_the_old_group(
    database: db.Database, tmp_path: Path
) -> None:
    basic = export.chat(message(5, "old words"), type="private_group", id=60, name="Old")
    await export.load(database, tmp_path, basic, OWNER)
    migrated = export.chat(
        message(5 - 10**9, "old words"),
        message(6 - 10**9, "answer", reply_to_message_id=5 - 10**9),
        service_message(7 - 10**9, "migrate_to_supergroup"),
        service_message(1, "migrate_from_group", title="Old"),
        message(2, "new words", reply_to_message_id=6 - 10**9),
        id=77,
    )
    report = await export.load(database, tmp_path, migrated, OWNER)
    assert report.recorded == Recorded(new=4, unchanged=1)
    chats = await seen.rows(
        database, "SELECT id, kind, peer_id, migrated_to FROM chats ORDER BY id"
    )
    (old, new) = chats
    assert (old["kind"], old["peer_id"], old["migrated_to"]) == ("group", -60, new["id"])
    assert (new["kind"], new["peer_id"]) == ("supergroup", -1000000000077)
    ids = await seen.rows(
        database, "SELECT chat_id, message_id, reply_to FROM messages ORDER BY chat_id, message_id"
    )
    assert [tuple(row.values()) for row in ids] == [
        (old["id"], 5, None),
        (old["id"], 6, 5),
        (old["id"], 7, None),
        (new["id"], 1, None),
        (new["id"], 2, None),
    ]
    coverage = await seen.rows(database, "SELECT ranges::text FROM coverage ORDER BY chat_id")
    assert [row["ranges"] for row in coverage] == ["{[5,8)}", "{[1,3)}"]


async def test_an_import_goes_on_when_the_account_ties_the_old_group_meanwhile(
    database: db.Database, tmp_path: Path
) -> None:
    head = ChatHead(0, ChatKind.SUPERGROUP, "New", 77, "private_supergroup", alone=True)
    peer = models.PeerId(-1000000000077)
    whole = [Extent(models.MessageId(5), models.MessageId(6))]

    def told(number: int) -> Batch:
        said = preparing.prepare([seen.message(number, "old words")])
        return Batch(head, peer, 0, former=True, prepared=said)

    async def parts() -> AsyncIterator[Batch]:
        yield told(5)
        new = await seen.only(database, "SELECT id FROM chats WHERE peer_id IS NOT NULL")
        group = ChatSeen(models.PeerId(-60), ChatKind.GROUP, export.ME)
        async with database.write() as session:
            await intake.migrated(session, await intake.chat(session, group), new)
        yield told(6)
        yield Batch(head, peer, 0, closes=True, covered_former=whole)

    export.write(tmp_path, "")
    stores = storing.Storing(database, tmp_path / "result.json", OWNER, lambda _: None)
    await stores.take_all(parts())
    group_id = await seen.only(database, "SELECT id FROM chats WHERE peer_id = -60")
    rows = await seen.rows(database, "SELECT DISTINCT chat_id FROM messages")
    assert [row["chat_id"] for row in rows] == [group_id]
    rows = await seen.rows(database, "SELECT chat_id, ranges::text, stored FROM coverage")
    assert [tuple(row.values()) for row in rows] == [(group_id, "{[5,7)}", 2)]


async def test_migrated_history_without_an_account_is_stored_too(
    database: db.Database, tmp_path: Path
) -> None:
    await export.load(
        database, tmp_path, export.chat(message(5 - 10**9, "old"), message(1, "new"))
    )
    (old,) = await seen.rows(database, "SELECT * FROM chats WHERE migrated_to IS NOT NULL")
    assert (old["kind"], old["peer_id"], old["account_id"]) == ("group", None, None)


async def test_messages_find_their_topic_across_batches_and_imports(
    database: db.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "SIZE", 1)
    filler = [message(number, "…") for number in range(20, 60)]
    await export.load(
        database,
        tmp_path,
        export.chat(
            service_message(1, "topic_created", title="Jobs"),
            service_message(2, "topic_created", title="Food"),
            message(3, "in jobs", reply_to_message_id=1),
            message(4, "general"),
            message(5, "reply in jobs", reply_to_message_id=3),
            message(6, "reply in general", reply_to_message_id=4),
            *filler,
            message(70, "deep in jobs", reply_to_message_id=5),
        ),
    )
    await export.load(
        database, tmp_path, export.chat(message(80, "later", reply_to_message_id=70))
    )
    topics = await seen.rows(
        database, "SELECT message_id, topic_id FROM messages WHERE topic_id IS NOT NULL ORDER BY 1"
    )
    assert [tuple(row.values()) for row in topics] == [
        (1, 1), (2, 2), (3, 1), (5, 1), (70, 1), (80, 1),
    ]  # fmt: skip
    titles = await seen.rows(database, "SELECT title FROM topics ORDER BY topic_id")
    assert [row["title"] for row in titles] == ["Jobs", "Food"]


async def test_an_album_is_recognised_across_batches(
    database: db.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "SIZE", 1)
    same = {"date_unixtime": str(export.START)}
    photo = {"photo": export.LEFT_OUT, **same}
    await export.load(
        database,
        tmp_path,
        export.chat(
            message(1, **photo),
            message(2, "caption", **photo),
            message(3, file=export.LEFT_OUT, media_type="video_file", **same),
            message(4, file=export.LEFT_OUT, media_type="voice_message", **same),
            message(5, **{**photo, "date_unixtime": str(export.START + 1)}),
            message(6, **{**photo, "from_id": "user12"}),
            *(message(number, **{**photo, "from_id": "user13"}) for number in range(7, 23)),
            message(40, **photo),
        ),
    )
    albums = await seen.rows(
        database,
        "SELECT grouped_id, array_agg(message_id ORDER BY message_id) AS ids FROM messages"
        " WHERE grouped_id IS NOT NULL GROUP BY 1 ORDER BY 1",
    )
    assert [tuple(row.values()) for row in albums] == [
        (1, [1, 2, 3]),
        (7, list(range(7, 17))),
        (17, list(range(17, 23))),
    ]


async def test_only_ones_own_messages_are_no_coverage(
    database: db.Database, tmp_path: Path
) -> None:
    mine = message(1, "mine", **{"from": "Me", "from_id": "user1"})
    await export.load(
        database,
        tmp_path,
        export.account(
            export.chat(mine),
            export.chat(mine, type="personal_chat", id=11),
            export.chat(mine, message(2, "theirs"), id=78),
        ),
    )
    covered = await seen.rows(
        database,
        "SELECT peer_id FROM coverage JOIN chats ON id = chat_id WHERE NOT isempty(ranges)"
        " ORDER BY id",
    )
    assert [row["peer_id"] for row in covered] == [11, -1000000000078]


async def test_the_export_of_one_topic_is_no_coverage_and_no_new_title(
    database: db.Database, tmp_path: Path
) -> None:
    await export.load(database, tmp_path, export.chat(message(1, "a"), message(2, "b")))
    topic = export.chat(
        message(9, "c", reply_to_message_id=7),
        message(10, "d", reply_to_message_id=9),
        name="Jobs",
        type="public_supergroup",
    )
    await export.load(database, tmp_path, topic)
    assert await seen.only(database, "SELECT title FROM chats") == "Neighbours"
    assert await seen.only(database, "SELECT ranges::text FROM coverage") == "{[1,3)}"


async def test_two_imports_at_once_come_to_the_same_as_one(
    database: db.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "SIZE", 20)
    said = [message(n, f"word {n}", from_id=f"user{n % 9 + 1}") for n in range(1, 200)]
    path = export.write(tmp_path, export.chat(*said))
    async with asyncio.TaskGroup() as group:
        runs = [
            group.create_task(service.run(database, path, zone=export.ISTANBUL)) for _ in range(3)
        ]
    assert sum(run.result().recorded.new for run in runs) == 199
    assert await seen.only(database, "SELECT count(*) FROM messages") == 199
    assert await seen.only(database, "SELECT sum(message_count)::int FROM memberships") == 199


async def test_after_a_large_import_the_planner_knows_the_size_of_the_tables(
    database: db.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "MUCH", 50)
    for count, known in ((40, -1), (100, 100)):
        said = (message(n, "word") for n in range(1, count + 1))
        await export.load(database, tmp_path, export.chat(*said))
        size = "SELECT reltuples FROM pg_class WHERE relname = 'messages'"
        assert await seen.only(database, size) == known


async def test_progress_is_told_and_ends_at_the_end(
    database: db.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "SIZE", 10)
    monkeypatch.setattr(storing, "TICK", 0)
    path = export.write(tmp_path, export.chat(*(message(n, "word") for n in range(1, 100))))
    told: list[Progress] = []
    await service.run(database, path, zone=export.ISTANBUL, progress=told.append)
    assert len(told) > 3
    assert [each.messages for each in told] == sorted(each.messages for each in told)
    last = told[-1]
    assert (last.messages, last.chat, last.bytes_read) == (99, "Neighbours", last.bytes_total)
