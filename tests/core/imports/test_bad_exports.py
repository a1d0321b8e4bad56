"""Exports that are none, or damaged: a sentence each, and what was valid stays."""

import json
import random
from contextlib import suppress
from pathlib import Path

import pytest

from core import db
from core.errors import KimdirError
from core.imports import errors, service
from core.imports.values import Skipped
from core.intake.values import Recorded
from tests.core.imports import export
from tests.core.imports.export import message
from tests.core.intake import seen

GOOD = json.dumps(export.chat(*(message(n, f"word {n}") for n in range(1, 6))), indent=1)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", errors.NotAnExportError),
        (b" \n ", errors.NotAnExportError),
        (b"hello", errors.NotAnExportError),
        (b"[1, 2]", errors.NotAnExportError),
        (b'{"name": "not", "id": 1}', errors.NotAnExportError),
        (b'{"personal_information": {"user_id": 1}}', errors.NotAnExportError),
        (GOOD.encode("utf-16"), errors.NotAnExportError),
        (b"<!DOCTYPE html><html></html>", errors.HtmlExportError),
        (b"{hello", errors.BrokenExportError),
        (GOOD[:30].encode(), errors.BrokenExportError),
    ],
)
async def test_a_file_that_is_no_export_is_told_in_a_sentence(
    database: db.Database, tmp_path: Path, content: bytes, error: type[KimdirError]
) -> None:
    with pytest.raises(error) as raised:
        await export.load(database, tmp_path, content)
    sentence = str(raised.value)
    assert "result.json" in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


async def test_a_path_without_an_export_is_told_in_a_sentence(
    database: db.Database, tmp_path: Path
) -> None:
    async def refusal(path: Path) -> KimdirError:
        with pytest.raises(errors.ImportRefusedError) as raised:
            await service.run(database, path, zone=export.ISTANBUL)
        return raised.value

    assert "no file or folder" in str(await refusal(tmp_path / "nowhere"))
    assert "no result.json" in str(await refusal(tmp_path))
    assert "cannot be read" in str(await refusal(Path("a\0b")))
    (tmp_path / "messages.html").touch()
    html = await refusal(tmp_path)
    assert isinstance(html, errors.HtmlExportError)
    assert "Machine-readable JSON" in str(html)


async def test_an_export_that_breaks_off_is_stored_up_to_there_and_goes_on_next_time(
    database: db.Database, tmp_path: Path
) -> None:
    report = await export.load(database, tmp_path, GOOD[: GOOD.index("word 4")])
    assert isinstance(report.broken, errors.BrokenExportError)
    assert "after 3 messages" in str(report.broken)
    assert report.recorded == Recorded(new=3)
    assert await seen.only(database, "SELECT ranges::text FROM coverage") == "{[1,4)}"
    whole = await export.load(database, tmp_path, GOOD)
    assert whole.broken is None
    assert whole.recorded == Recorded(new=2, unchanged=3)
    assert await seen.only(database, "SELECT ranges::text FROM coverage") == "{[1,6)}"


async def test_an_error_in_a_later_chat_keeps_the_report_of_the_earlier(
    database: db.Database, tmp_path: Path
) -> None:
    written = export.account(
        export.chat(message(1, "hi")), export.chat(message(1, "ho"), type="private_group", id=5)
    )
    del written["personal_information"]
    report = await export.load(database, tmp_path, written)
    assert isinstance(report.broken, errors.UnknownAccountError)
    assert report.recorded == Recorded(new=1)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        ('"id": 123456789012345678901234567890', Skipped.BAD_ID),
        ('"id": ' + "9" * 5_000, Skipped.BAD_NUMBER),
        ('"id": 3.5', Skipped.BAD_ID),
        ('"id": true', Skipped.BAD_ID),
        ('"id": null', Skipped.NO_ID),
        ('"idea": 3', Skipped.NO_ID),
        ('"id": 3, "type": "unsupported"', Skipped.UNSUPPORTED),
        ('"id": ' + "[" * 20_000 + "]" * 20_000, Skipped.TOO_DEEP),
        ('"id": 3 "more": 4', Skipped.BAD_JSON),
    ],
)
async def test_a_bad_message_is_skipped_with_its_reason_and_the_rest_is_stored(
    database: db.Database, tmp_path: Path, damage: str, reason: Skipped
) -> None:
    damaged = GOOD.replace('"id": 3,\n   "type": "message"', damage)
    if "type" not in damage:
        damaged = GOOD.replace('"id": 3', damage)
    report = await export.load(database, tmp_path, damaged)
    assert report.broken is None
    assert report.recorded == Recorded(new=4)
    assert report.skipped == {reason: 1}


@pytest.mark.parametrize("huge", [2**63 - 1, 2**62, 2**53])
async def test_ids_beyond_any_of_telegram_are_no_ids(
    database: db.Database, tmp_path: Path, huge: int
) -> None:
    said = (
        message(1, "one", from_id=f"channel{huge}"),
        message(2, "two", forwarded_from="News", forwarded_from_id=f"channel{huge}"),
        message(3, "three", reply_to_message_id=huge, file="x", file_size=huge),
    )
    bad = (message(huge), message(-huge), export.service_message(huge, "topic_created"))
    report = await export.load(
        database, tmp_path, export.account(export.chat(*said, *bad), export.chat(*said, id=huge))
    )
    assert report.recorded == Recorded(new=3)
    assert report.skipped == {Skipped.BAD_ID: 3}
    assert [chat.reason for chat in report.chats] == [None, Skipped.BAD_ID]
    senders = await seen.rows(database, "SELECT DISTINCT sender_id FROM messages ORDER BY 1")
    assert [row["sender_id"] for row in senders] == [11, None]


async def test_a_message_from_the_future_is_skipped(database: db.Database, tmp_path: Path) -> None:
    distant = {"date": "9999-12-31T00:00:00", "date_unixtime": "253402300799"}
    report = await export.load(
        database, tmp_path, export.chat(message(1, "hi"), message(2, **distant))
    )
    assert report.skipped == {Skipped.BAD_DATE: 1}
    assert await seen.only(database, "SELECT last_seen_at FROM users") == seen.at(1)


@pytest.mark.parametrize(
    ("damaged", "covered"),
    [
        ([message(3, date="x", date_unixtime="y")], "{[1,3),[6,8)}"),
        ([{**message(3), "type": "unsupported"}], "{[1,3),[6,8)}"),
        ([message(3, "\udcff")], "{[1,3),[6,8)}"),
        ([{"text": "no id"}], "{[1,3),[6,8)}"),
        ([None, 5], "{[1,3),[6,8)}"),
        ([message(3), {}, message(5)], "{[1,4),[5,8)}"),
        ([message(4), message(3)], "{[1,8)}"),
        ([message(4), message(3), {}], "{}"),
    ],
)
async def test_a_message_that_cannot_be_read_is_not_covered(
    database: db.Database, tmp_path: Path, damaged: list[object], covered: str
) -> None:
    said = export.chat({}, message(1), message(2), *damaged, message(6), message(7), {})
    text = json.dumps(said).encode().replace(b"\\udcff", b"\xff")
    report = await export.load(database, tmp_path, text)
    assert report.broken is None
    assert await seen.only(database, "SELECT ranges::text FROM coverage") == covered


async def test_bytes_that_are_not_utf_8_cost_only_their_message(
    database: db.Database, tmp_path: Path
) -> None:
    report = await export.load(database, tmp_path, GOOD.encode().replace(b"word 3", b"w\xffrd"))
    assert report.recorded == Recorded(new=4)
    assert report.skipped == {Skipped.BAD_TEXT: 1}


async def test_messages_that_are_none_are_counted(database: db.Database, tmp_path: Path) -> None:
    report = await export.load(database, tmp_path, export.chat(1, None, [], "x", message(1)))
    assert report.recorded == Recorded(new=1)
    assert report.skipped == {Skipped.NOT_A_MESSAGE: 4}


@pytest.mark.parametrize(
    ("written", "chats"),
    [
        ({"chats": []}, 0),
        ({"chats": {"list": None}}, 0),
        ({"chats": {"list": [1, None, {"name": "No messages", "id": 5}]}}, 0),
        ({"chats": {"list": []}, "personal_information": [1]}, 0),
        ({"chats": {"list": []}, "personal_information": {"user_id": "me"}}, 0),
        ({"name": "G", "type": "private_supergroup", "id": 5, "messages": None}, 1),
        ({"name": "G", "type": "private_supergroup", "id": 5, "messages": {"1": 2}}, 1),
        ({"name": 5, "type": ["x"], "id": {}, "messages": [1]}, 1),
        ({"messages": [{"id": 1}]}, 1),
        ({"messages": [{"id": 1}], "chats": {"x": 1, "list": [{"messages": []}, 5]}}, 2),
    ],
)
async def test_an_export_of_an_odd_shape_stores_nothing_and_does_not_fail(
    database: db.Database, tmp_path: Path, written: export.Json, chats: int
) -> None:
    report = await export.load(database, tmp_path, written)
    assert report.broken is None
    assert report.recorded == Recorded()
    assert len(report.chats) == chats


async def test_a_name_that_cannot_be_read_is_unknown(
    database: db.Database, tmp_path: Path
) -> None:
    named = GOOD.replace('"Neighbours"', "9" * 5_000)
    assert (await export.load(database, tmp_path, named)).recorded == Recorded(new=5)
    assert await seen.only(database, "SELECT title FROM chats") is None


async def test_hostile_values_are_stored_harmlessly(database: db.Database, tmp_path: Path) -> None:
    hostile = export.chat(
        message(1, "\0'; DROP TABLE users; --", **{"from": "n" * 100_000}),
        message(2, {"no": "text"}, from_id=[], via_bot={}, forwarded_from=5, edited=[]),
        message(3, "x", file="../../etc/passwd", file_name="../a\0\\b", file_size=10**30),
        message(4, location_information={"latitude": 1e999, "longitude": "\ud800"}),
        message(5, reply_to_message_id=10**30, grouped_id="x"),
        name="\ud800\0",
    )
    text = json.dumps(hostile)
    report = await export.load(database, tmp_path, text)
    assert report.recorded == Recorded(new=5)
    assert (await export.load(database, tmp_path, text)).recorded == Recorded(unchanged=5)


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_happens_to_a_file_nothing_stored_is_lost_and_no_traceback_shown(
    database: db.Database, tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    await export.load(database, tmp_path, GOOD)
    kept = {row["message_id"]: row["text"] for row in await _texts(database)}
    for _ in range(25):
        damaged = bytearray(GOOD.encode())
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(damaged))
            change = dice.choice(["cut", "flip", "drop", "insert"])
            if change == "cut" and dice.random() < 0.3:
                del damaged[at:]
                damaged += b"{"
            elif change == "flip":
                damaged[at] = dice.randrange(256)
            elif change == "drop":
                del damaged[at : at + dice.randint(1, 9)]
            else:
                damaged[at:at] = dice.choice([b'"', b"{", b"}", b"]", b",", b"\\", b"\x00", b"9"])
        with suppress(KimdirError):
            await export.load(database, tmp_path, bytes(damaged))
        now = {row["message_id"] for row in await _texts(database)}
        assert kept.keys() <= now
    report = await export.load(database, tmp_path, GOOD)
    assert report.broken is None
    assert report.recorded.new == 0


async def _texts(database: db.Database) -> list[dict[str, object]]:
    return await seen.rows(
        database,
        "SELECT message_id, text FROM messages JOIN chats ON id = chat_id"
        " WHERE peer_id = -1000000000077",
    )
