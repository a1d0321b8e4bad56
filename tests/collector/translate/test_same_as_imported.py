"""The import of an export and the collector say the same of the same message."""

from pathlib import Path
from typing import Any

import pytest
from telethon.tl import types

from collector.translate import messages
from core.imports import translate
from core.intake.values import MessageSeen
from tests.collector.translate import telegram
from tests.core.imports import export

PLACE = translate.Place(
    export.ISTANBUL, Path("/nowhere"), telegram.GROUP, telegram.NOON.replace(year=2026)
)
HELLO = types.TextWithEntities("Who cooks", [])
ANN = types.PollAnswer(types.TextWithEntities("Ann", []), b"1")
CALL = types.InputGroupCall(1, 2)
NAME = types.DocumentAttributeFilename("a/b.pdf")
VIDEO = types.DocumentAttributeVideo(7.9, 640, 480)
AUDIO = types.DocumentAttributeAudio(7, title="Song", performer="Eve")
SET = types.InputStickerSetEmpty()
FILE = {"file": export.LEFT_OUT, "mime_type": "x/y", "file_size": 9}


def _collected(written: Any) -> MessageSeen:
    came = telegram.sent(written)
    read = messages.message(came, telegram.ME, telegram.GROUP)
    assert read is not None
    file = read.file and read.file._replace(remote_id=None)
    return read._replace(sent_at=telegram.NOON, file=file)


def _imported(raw: export.Json) -> MessageSeen:
    read = translate.message(raw, PLACE)
    assert isinstance(read, tuple)
    return read[1]._replace(sent_at=telegram.NOON)


def _document(*attributes: Any, **more: Any) -> Any:
    document = types.Document(3, 4, b"", telegram.NOON, "x/y", 9, 2, list(attributes))
    return {"media": types.MessageMediaDocument(document=document, **more)}


@pytest.mark.parametrize(
    ("tl", "raw"),
    [
        ({}, {}),
        ({"post_author": "Eve"}, {"author": "Eve"}),
        ({"reply_to": types.MessageReplyHeader(reply_to_msg_id=3)}, {"reply_to_message_id": 3}),
        (
            {"fwd_from": types.MessageFwdHeader(telegram.NOON, from_name=" Eve ")},
            {"forwarded_from": "Eve"},
        ),
        (
            {"fwd_from": types.MessageFwdHeader(telegram.NOON, from_id=types.PeerChannel(9))},
            {"forwarded_from": None, "forwarded_from_id": "channel9"},
        ),
        (
            {"media": types.MessageMediaContact("+0001", "Eve", "", "", 0)},
            {"contact_information": {"first_name": "Eve", "last_name": "", "phone_number": "+1"}},
        ),
        (
            {"media": types.MessageMediaGeo(types.GeoPoint(2.0, 1.5, 0))},
            {"location_information": {"latitude": 1.5, "longitude": 2.0}},
        ),
        (
            {"media": types.MessageMediaGeoLive(types.GeoPoint(2.0, 1.5, 0), 60)},
            {
                "location_information": {"latitude": 1.5, "longitude": 2.0},
                "live_location_period_seconds": 60,
            },
        ),
        (
            {
                "media": types.MessageMediaVenue(
                    types.GeoPoint(2.0, 1.5, 0), "Café", "1", "", "", ""
                )
            },
            {
                "place_name": "Café",
                "address": "1",
                "location_information": {"latitude": 1.5, "longitude": 2.0},
            },
        ),
        ({"media": types.MessageMediaDice(5, "🎲")}, {"dice": 5}),
        (
            {
                "media": types.MessageMediaPoll(
                    types.Poll(1, HELLO, [ANN], 0, closed=True),
                    types.PollResults(
                        results=[types.PollAnswerVoters(b"1", voters=2, recent_voters=[])],
                        total_voters=3,
                    ),
                )
            },
            {
                "poll": {
                    "question": "Who cooks",
                    "closed": True,
                    "total_voters": 3,
                    "answers": [{"text": "Ann", "voters": 2, "chosen": False}],
                }
            },
        ),
        (_document(NAME), {**FILE, "file_name": "a/b.pdf"}),
        (
            _document(VIDEO),
            {
                **FILE,
                "media_type": "video_file",
                "duration_seconds": 7,
                "width": 640,
                "height": 480,
            },
        ),
        (
            _document(VIDEO, types.DocumentAttributeAnimated()),
            {
                **FILE,
                "media_type": "animation",
                "duration_seconds": 7,
                "width": 640,
                "height": 480,
            },
        ),
        (
            _document(types.DocumentAttributeVideo(7, 4, 4, round_message=True), ttl_seconds=5),
            {
                **FILE,
                "media_type": "video_message",
                "duration_seconds": 7,
                "width": 4,
                "height": 4,
                "self_destruct_period_seconds": 5,
            },
        ),
        (
            _document(types.DocumentAttributeAudio(7, voice=True)),
            {**FILE, "media_type": "voice_message", "duration_seconds": 7},
        ),
        (
            _document(AUDIO),
            {
                **FILE,
                "media_type": "audio_file",
                "duration_seconds": 7,
                "title": "Song",
                "performer": "Eve",
            },
        ),
        (
            _document(
                types.DocumentAttributeSticker("👍", SET), types.DocumentAttributeImageSize(8, 8)
            ),
            {
                **FILE,
                "media_type": "sticker",
                "sticker_emoji": "👍",
                "width": 8,
                "height": 8,
            },
        ),
        (
            {"media": types.MessageMediaWebPage(types.WebPageEmpty(1))},
            {},
        ),
    ],
)
def test_of_what_was_said(tl: Any, raw: Any) -> None:
    assert _collected(telegram.message("hi", **tl)) == _imported(export.message(5, "hi", **raw))


def test_of_words_with_entities() -> None:
    text = "😀 see x.org, me, Eve, x=1"
    found = [
        types.MessageEntityUrl(7, 5),
        types.MessageEntityTextUrl(14, 2, "https://x.org"),
        types.MessageEntityMentionName(18, 3, 7),
        types.MessageEntityPre(23, 3, "py"),
        types.MessageEntityCustomEmoji(0, 2, 99),
    ]
    parts = [
        {"type": "custom_emoji", "text": "😀", "document_id": "99"},
        " see ",
        {"type": "link", "text": "x.org"},
        ", ",
        {"type": "text_link", "text": "me", "href": "https://x.org"},
        ", ",
        {"type": "mention_name", "text": "Eve", "user_id": 7},
        ", ",
        {"type": "pre", "text": "x=1", "language": "py"},
    ]
    collected = _collected(telegram.message(text, entities=found))
    imported = _imported(export.message(5, parts))
    by_place = sorted(collected.entities or (), key=lambda entity: entity["offset"])
    assert (collected.text, by_place) == (imported.text, imported.entities)


@pytest.mark.parametrize(
    ("action", "name", "more"),
    [
        (types.MessageActionChannelCreate("Us"), "create_channel", {"title": "Us"}),
        (types.MessageActionChatJoinedByRequest(), "join_group_by_request", {}),
        (types.MessageActionChatEditTitle("We"), "edit_group_title", {"title": "We"}),
        (types.MessageActionChatEditPhoto(types.PhotoEmpty(1)), "edit_group_photo", {}),
        (types.MessageActionChatDeletePhoto(), "delete_group_photo", {}),
        (types.MessageActionTopicCreate("Jobs", 1), "topic_created", {"title": "Jobs"}),
        (types.MessageActionTopicEdit("Work"), "topic_edit", {"new_title": "Work"}),
        (types.MessageActionHistoryClear(), "clear_history", {}),
        (types.MessageActionSetMessagesTTL(60), "set_messages_ttl", {"period": 60}),
        (types.MessageActionGroupCall(CALL, 5), "group_call", {"duration": 5}),
        (
            types.MessageActionPhoneCall(1, reason=types.PhoneCallDiscardReasonBusy(), duration=3),
            "phone_call",
            {"duration_seconds": 3, "discard_reason": "busy"},
        ),
    ],
)
def test_of_what_happened(action: Any, name: str, more: Any) -> None:
    imported = _imported(export.service_message(5, name, **more))
    assert _collected(telegram.service(action)) == imported


def test_of_a_pin_and_of_somebody_who_left() -> None:
    pinned = types.MessageReplyHeader(reply_to_msg_id=3)
    collected = _collected(telegram.service(types.MessageActionPinMessage(), reply_to=pinned))
    assert collected == _imported(export.service_message(5, "pin_message", message_id=3))
    left = _collected(telegram.service(types.MessageActionChatDeleteUser(11)))
    said = _imported(export.service_message(5, "remove_members", members=["Ann"]))
    assert {**(said.details or {}), "members": None} == {**(left.details or {}), "members": None}
