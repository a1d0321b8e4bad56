"""What an export says of a message, in the words of the intake."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import models
from core.imports import details, peers, texts, translate
from core.imports.values import Skipped
from core.intake.values import MessageSeen
from core.models import ChatKind, FileState, MediaKind, ServiceAction
from tests.core.imports import export

UNTIL = datetime(2024, 5, 2, tzinfo=UTC)
PLACE = translate.Place(export.ISTANBUL, Path("/nowhere"), models.PeerId(-1000000000077), UNTIL)


def _read(raw: export.Json, place: translate.Place = PLACE) -> MessageSeen:
    read = translate.message(raw, place)
    assert not isinstance(read, Skipped)
    return read[1]


def test_a_text_in_parts_is_one_text_with_entities_in_code_points() -> None:
    parts = [
        "😀 see ",
        {"type": "link", "text": "https://example.org"},
        " and ",
        {"type": "text_link", "text": "this", "href": "https://example.org/x"},
        {"type": "mention_name", "text": "Eve", "user_id": 5},
        {"type": "pre", "text": "x = 1", "language": "py"},
        {"type": "unknown", "text": "?"},
        "",
    ]
    message = _read(export.message(1, parts))
    assert message.text == "😀 see https://example.org and thisEvex = 1?"
    assert message.entities == [
        {"type": "url", "offset": 6, "length": 19},
        {"type": "text_link", "offset": 30, "length": 4, "url": "https://example.org/x"},
        {"type": "text_mention", "offset": 34, "length": 3, "user_id": 5},
        {"type": "pre", "offset": 37, "length": 5, "language": "py"},
    ]


def test_entities_beside_a_plain_text_are_taken_if_they_are_of_that_text() -> None:
    entities = [{"type": "plain", "text": "hi "}, {"type": "mention", "text": "@ann"}]
    fits = _read(export.message(1, "hi @ann", text_entities=entities))
    assert fits.entities == [{"type": "mention", "offset": 3, "length": 4}]
    other = _read(export.message(1, "something else", text_entities=entities))
    assert (other.text, other.entities) == ("something else", None)
    alone = _read(export.message(1, None, text_entities=entities))
    assert alone.text == "hi @ann"


@given(st.lists(st.text() | st.fixed_dictionaries({"type": st.just("bold"), "text": st.text()})))
def test_every_entity_covers_exactly_its_part_of_the_text(parts: list[Any]) -> None:
    text, entities = texts.read(parts, None)
    covered = [text[each["offset"] :][: each["length"]] for each in entities or []]
    bold = [texts.clean(part["text"]) for part in parts if isinstance(part, dict)]
    assert covered == [part for part in bold if part]


def test_what_the_database_does_not_take_is_left_out_of_a_text() -> None:
    assert _read(export.message(1, "a\0b")).text == "ab"
    assert _read(export.message(1, "a\ud83db")).text == "a\ufffdb"
    assert translate.message(export.message(1, "a\udcffb"), PLACE) is Skipped.BAD_TEXT


@pytest.mark.parametrize(
    ("written", "old", "marked"),
    [
        ("user123", False, 123),
        ("channel123", False, -1000000000123),
        ("channel1000000000000", False, -2000000000000),
        ("chat123", False, -123),
        (123, True, 123),
        ("123", True, 123),
        (4294967296 + 123, True, 123),
        (8589934592 + 123, True, -1000000000123),
        (7123456789, False, 7123456789),
        (-1000000000123, True, -1000000000123),
        (0, True, None),
        ("user0", False, None),
        ("user-5", False, None),
        ("userx", False, None),
        ("somebody", False, None),
        (10**30, False, None),
        ("user" + "9" * 30, False, None),
        (True, False, None),
        ([1], False, None),
        (None, False, None),
    ],
)
def test_every_way_to_write_a_sender_gives_the_marked_id(
    written: object, old: bool, marked: int | None
) -> None:
    assert peers.sender(written, old=old) == marked


@pytest.mark.parametrize(
    ("kind", "written", "old", "marked"),
    [
        (ChatKind.PRIVATE, 55, False, 55),
        (ChatKind.PRIVATE, 4294967296 + 55, True, 55),
        (ChatKind.PRIVATE, 5294967296, False, 5294967296),
        (ChatKind.GROUP, 55, False, -55),
        (ChatKind.GROUP, -55, False, -55),
        (ChatKind.GROUP, 8589934592 + 55, True, -55),
        (ChatKind.SUPERGROUP, 55, False, -1000000000055),
        (ChatKind.SUPERGROUP, 8589934592 + 55, True, -1000000000055),
        (ChatKind.CHANNEL, -1000000000055, False, -1000000000055),
        (ChatKind.CHANNEL, 1000000000055, False, -2000000000055),
    ],
)
def test_every_way_to_write_a_chat_gives_the_marked_id(
    kind: ChatKind, written: int, old: bool, marked: int
) -> None:
    assert peers.chat(kind, written, old=old) == marked


@pytest.mark.parametrize(
    ("date", "unix", "at", "assumed"),
    [
        ("2024-05-01T15:00:00", "1714564800", export.NOON, False),
        ("2024-05-01T15:00:00", 1714564800, export.NOON, False),
        ("2024-05-01T15:00:00", None, export.NOON, True),
        ("2024-05-01T15:00:00", "soon", export.NOON, True),
        ("2024-05-01T12:00:00Z", None, export.NOON, False),
        ("2024-05-01T14:00:00+02:00", None, export.NOON, False),
    ],
)
def test_a_time_is_exact_if_the_export_says_enough(
    date: str, unix: object, at: datetime, assumed: bool
) -> None:
    message = _read(export.message(1, date=date, date_unixtime=unix))
    assert (message.sent_at, message.time_assumed) == (at, assumed)


@pytest.mark.parametrize(
    "date",
    [
        "yesterday",
        "",
        None,
        5,
        "2024-13-01T00:00:00",
        "0001-01-01T00:00:00",
        "1970-01-01",
        "2012-12-31T12:00:00",
        "2024-05-02T12:00:00",
        "9999-12-31T23:59:59",
    ],
)
def test_a_date_that_is_none_is_a_reason_to_skip(date: object) -> None:
    for unix in ("-1", "1356998399", "1714608001", "253402300799"):
        raw = export.message(1, date=date, date_unixtime=unix)
        assert translate.message(raw, PLACE) is Skipped.BAD_DATE


def test_an_edit_counts_if_it_was_after_the_sending() -> None:
    edited = {"edited": "2024-05-01T15:01:00", "edited_unixtime": "1714564860"}
    assert _read(export.message(1, **edited)).edited_at == datetime(2024, 5, 1, 12, 1, tzinfo=UTC)
    assert _read(export.message(90, **edited)).edited_at is None
    assert _read(export.old(1)).edited_at is None
    distant = export.message(1, edited_unixtime="253402300799")
    assert _read(distant).edited_at is None
    old = export.old(1)
    old["edited"] = "2024-05-01T15:01:00"
    assert _read(old, PLACE._replace(zone=ZoneInfo("UTC"))).edited_at is not None


@pytest.mark.parametrize(
    ("more", "name", "peer"),
    [
        ({"forwarded_from": "Eve"}, "Eve", None),
        ({"forwarded_from": "News", "forwarded_from_id": "channel9"}, "News", -1000000000009),
        ({"forwarded_from": None}, None, None),
        ({"saved_from": "News"}, None, None),
    ],
)
def test_a_forward_is_one_whoever_it_is_from(
    more: export.Json, name: str | None, peer: int | None
) -> None:
    message = _read(export.message(1, "I am a cook", **more))
    assert message.is_forward
    assert (message.forward_name, message.forward_peer_id) == (name, peer)


def test_a_reply_to_another_chat_is_no_reply_here() -> None:
    assert _read(export.message(2, reply_to_message_id=1)).reply_to == 1
    here = {"reply_to_message_id": 1, "reply_to_peer_id": "channel77"}
    assert _read(export.message(2, **here)).reply_to == 1
    elsewhere = {"reply_to_message_id": 1, "reply_to_peer_id": "channel5"}
    assert _read(export.message(2, **elsewhere)).reply_to is None
    assert _read(export.message(2, reply_to_message_id=-999999999)).reply_to is None


def test_messages_from_before_the_migration_have_their_own_ids() -> None:
    raw = export.message(-999999990, reply_to_message_id=-999999995)
    read = translate.message(raw, PLACE)
    assert not isinstance(read, Skipped)
    assert (read[0], read[1].id, read[1].reply_to) == (True, 10, 5)
    assert translate.message(export.message(-1_000_000_001), PLACE) is Skipped.BAD_ID


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"photo": export.LEFT_OUT}, MediaKind.PHOTO),
        ({"file": export.LEFT_OUT, "media_type": "sticker"}, MediaKind.STICKER),
        ({"file": export.LEFT_OUT, "media_type": "voice_message"}, MediaKind.VOICE),
        ({"file": export.LEFT_OUT, "media_type": "video_message"}, MediaKind.VIDEO_NOTE),
        ({"file": export.LEFT_OUT, "media_type": "video_file"}, MediaKind.VIDEO),
        ({"file": export.LEFT_OUT, "media_type": "animation"}, MediaKind.ANIMATION),
        ({"file": export.LEFT_OUT, "media_type": "audio_file"}, MediaKind.AUDIO),
        ({"file": export.LEFT_OUT}, MediaKind.DOCUMENT),
        ({"poll": {"question": "?"}}, MediaKind.POLL),
        ({"contact_information": {"first_name": "Eve"}}, MediaKind.CONTACT),
        ({"location_information": {"latitude": 1.5, "longitude": 2}}, MediaKind.LOCATION),
        ({"place_name": "Café"}, MediaKind.LOCATION),
        ({"game_title": "Chess"}, MediaKind.OTHER),
        ({"todo_list": {"title": "Shopping"}}, MediaKind.OTHER),
        ({"invoice_information": {"title": "Bill"}}, MediaKind.OTHER),
        ({"dice": 5}, MediaKind.OTHER),
        ({}, None),
    ],
)
def test_every_kind_of_media_is_known(more: export.Json, kind: MediaKind | None) -> None:
    assert _read(export.message(1, **more)).media_kind is kind


def test_a_file_is_where_the_export_has_it_or_was_left_out(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/a.jpg").touch()
    place = PLACE._replace(root=tmp_path)
    there = _read(export.message(1, photo="photos/a.jpg", photo_file_size=5), place).file
    assert there is not None
    assert there == ("a.jpg", None, 5, "photos/a.jpg", FileState.IN_EXPORT, None)
    gone = _read(export.message(1, file="files/b.pdf", file_name="b.pdf", mime_type="x/y"), place)
    assert gone.file == ("b.pdf", "x/y", None, None, FileState.LEFT_OUT, None)


@pytest.mark.parametrize(
    "path", ["../secret", "/etc/passwd", "photos/../../secret", "a\0b", 5, "."]
)
def test_a_file_outside_of_the_export_is_not_there(tmp_path: Path, path: object) -> None:
    (tmp_path / "secret").touch()
    (tmp_path / "export/photos").mkdir(parents=True)
    place = PLACE._replace(root=tmp_path / "export")
    file = _read(export.message(1, file=path, file_name="../../x\\y.pdf"), place).file
    assert file == ("y.pdf", None, None, None, FileState.LEFT_OUT, None)


def test_a_poll_keeps_its_question_and_answers() -> None:
    poll = {
        "question": ["Who ", {"type": "bold", "text": "cooks"}],
        "closed": "true",
        "total_voters": 3,
        "answers": [{"text": "Ann", "voters": "2", "chosen": True}, "?"],
    }
    assert _read(export.message(1, poll=poll)).details == {
        "poll": {
            "question": "Who cooks",
            "closed": True,
            "total_voters": 3,
            "answers": [{"text": "Ann", "voters": 2}],
        }
    }


def test_telephone_numbers_are_not_kept() -> None:
    contact = {"first_name": "Eve", "last_name": "", "phone_number": "+0001"}
    message = _read(export.message(1, contact_information=contact))
    assert message.details == {"contact_information": {"first_name": "Eve"}}


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("create_group", ServiceAction.CREATED),
        ("join_group_by_link", ServiceAction.JOINED),
        ("join_group_by_request", ServiceAction.JOINED),
        ("invite_members", ServiceAction.INVITED),
        ("remove_members", ServiceAction.REMOVED),
        ("edit_group_title", ServiceAction.TITLE_CHANGED),
        ("delete_group_photo", ServiceAction.PHOTO_CHANGED),
        ("pin_message", ServiceAction.PINNED),
        ("migrate_to_supergroup", ServiceAction.MIGRATED_TO),
        ("migrate_from_group", ServiceAction.MIGRATED_FROM),
        ("topic_edit", ServiceAction.TOPIC_EDITED),
        ("phone_call", ServiceAction.CALL),
        ("something_new", ServiceAction.OTHER),
    ],
)
def test_a_service_message_says_what_happened(action: str, kind: ServiceAction) -> None:
    message = _read(export.service_message(1, action, title="New", text="payload"))
    assert (message.service_action, message.sender_id, message.text) == (kind, 11, "")
    assert message.details == {"action": action, "title": "New"}


def test_who_left_by_himself_is_known_though_exports_only_give_names() -> None:
    left = _read(export.service_message(1, "remove_members", members=["Ann"]))
    assert left.details is not None
    assert left.details["user_ids"] == [11]
    removed = _read(export.service_message(1, "remove_members", members=["Eve"]))
    assert removed.details is not None
    assert "user_ids" not in removed.details


@pytest.mark.parametrize("key", ["user_ids", "user_\0ids", "user_ids\0"])
@pytest.mark.parametrize("claimed", [["x"], 5, [12345], None])
def test_a_file_cannot_say_by_ids_who_was_moved(key: str, claimed: object) -> None:
    for action in ("invite_members", "remove_members", "join_group_by_link"):
        raw = export.service_message(1, action, members=["Eve"], **{key: claimed})
        assert _read(raw).details == {"action": action, "members": ["Eve"]}


def test_keys_of_details_are_what_the_database_takes() -> None:
    odd = _read(export.service_message(1, "x", **{"a\0b": 1, "c\ud800": 2}))
    assert odd.details == {"action": "x", "ab": 1, "c\ufffd": 2}


def test_details_stay_small_and_are_valid_json() -> None:
    large = _read(export.message(1, poll={"question": "q" * details.LARGEST}))
    assert large.details == {"cut": True}
    endless = _read(export.message(1, location_information={"latitude": float("inf")}))
    assert endless.details == {"cut": True}
    deep: Any = "bottom"
    for _ in range(50):
        deep = [deep]
    assert "bottom" not in str(_read(export.service_message(1, "x", values=deep)).details)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
keys = st.sampled_from(
    [
        "id", "type", "date", "date_unixtime", "from", "from_id", "actor", "actor_id", "action",
        "text", "text_entities", "edited", "edited_unixtime", "reply_to_message_id", "file",
        "reply_to_peer_id", "forwarded_from", "forwarded_from_id", "photo", "media_type", "poll",
        "contact_information", "location_information", "todo_list", "members", "via_bot", "title",
        "file_name", "file_size", "mime_type",
    ]
)  # fmt: skip


@given(st.dictionaries(keys, json_values), st.booleans())
def test_whatever_a_message_holds_it_is_read_or_skipped(
    changes: export.Json, spoken: bool
) -> None:
    base = export.message(1, "hi") if spoken else export.service_message(1, "invite_members")
    read = translate.message({**base, **changes}, PLACE)
    assert isinstance(read, Skipped | tuple)
