"""What Telegram says of a message beside what an export would."""

from datetime import timedelta
from typing import Any

import pytest
from telethon.tl import types

from collector.translate import messages
from core.imports import details
from core.intake.values import MessageSeen
from core.models import MediaKind, PeerId, ServiceAction
from tests.collector.translate import telegram

FRIEND = PeerId(42)


def _read(written: Any, chat: PeerId = telegram.GROUP) -> MessageSeen:
    read = messages.message(written, telegram.ME, chat, {8: "gif"})
    assert read is not None
    return read


def _reply(**more: Any) -> MessageSeen:
    return _read(telegram.message("x", reply_to=types.MessageReplyHeader(**more)))


def test_nothing_is_left_of_an_empty_message() -> None:
    assert (
        messages.message(types.MessageEmpty(5, types.PeerChannel(77)), telegram.ME, telegram.GROUP)
        is None
    )


@pytest.mark.parametrize(
    ("more", "chat", "sender"),
    [
        ({"from_id": types.PeerUser(11)}, telegram.GROUP, 11),
        ({"from_id": types.PeerChannel(77)}, telegram.GROUP, telegram.GROUP),
        ({"from_id": None, "post": True}, telegram.GROUP, telegram.GROUP),
        ({"from_id": None, "post": True, "out": True}, telegram.GROUP, telegram.GROUP),
        ({"from_id": None, "peer_id": types.PeerUser(42)}, FRIEND, 42),
        ({"from_id": None, "peer_id": types.PeerUser(42), "out": True}, FRIEND, telegram.ME),
        ({"from_id": None, "peer_id": types.PeerChat(4)}, PeerId(-4), None),
        ({"from_id": None, "peer_id": types.PeerChat(4), "out": True}, PeerId(-4), telegram.ME),
        ({"from_id": types.PeerChat(4), "peer_id": types.PeerChat(4)}, PeerId(-4), -4),
    ],
)
def test_who_wrote_is_known_though_telegram_leaves_it_out(
    more: Any, chat: PeerId, sender: int | None
) -> None:
    assert _read(telegram.message("x", **more), chat).sender_id == sender


def test_a_topic_is_known_by_its_reply_header() -> None:
    first = _reply(reply_to_msg_id=7, forum_topic=True)
    assert (first.reply_to, first.topic_id) == (7, 7)
    answer = _reply(reply_to_msg_id=9, reply_to_top_id=7, forum_topic=True)
    assert (answer.reply_to, answer.topic_id) == (9, 7)
    thread = _reply(reply_to_msg_id=9, reply_to_top_id=7)
    assert (thread.reply_to, thread.topic_id) == (9, None)


def test_a_reply_to_elsewhere_is_no_reply_here() -> None:
    assert _reply(reply_to_msg_id=7, reply_to_peer_id=types.PeerChannel(77)).reply_to == 7
    assert _reply(reply_to_msg_id=7, reply_to_peer_id=types.PeerChannel(78)).reply_to is None
    abroad = _reply(
        reply_to_msg_id=9,
        reply_to_peer_id=types.PeerUser(5),
        reply_to_top_id=7,
        forum_topic=True,
    )
    assert (abroad.reply_to, abroad.topic_id) == (None, 7)
    assert _reply(reply_to_msg_id=7, reply_to_scheduled=True).reply_to is None
    story = types.MessageReplyStoryHeader(types.PeerUser(5), 7)
    assert _read(telegram.message("x", reply_to=story)).reply_to is None


def test_a_hidden_edit_and_one_before_the_sending_are_none() -> None:
    later = telegram.NOON + timedelta(minutes=1)
    assert _read(telegram.message("x", edit_date=later)).edited_at == later
    assert _read(telegram.message("x", edit_date=later, edit_hide=True)).edited_at is None
    before = telegram.NOON - timedelta(minutes=1)
    assert _read(telegram.message("x", edit_date=before)).edited_at is None


def test_words_by_way_of_a_bot_are_marked_even_if_it_is_unknown() -> None:
    assert _read(telegram.message("x", via_bot_id=8)).via_bot == "gif"
    assert _read(telegram.message("x", via_bot_id=9)).via_bot == "9"
    assert _read(telegram.message("x", via_business_bot_id=9)).via_bot == "9"


def test_a_forward_without_its_origin_is_still_one() -> None:
    header = types.MessageFwdHeader(telegram.NOON)
    seen = _read(telegram.message("I am a cook", fwd_from=header, grouped_id=2**62))
    assert (seen.is_forward, seen.forward_peer_id, seen.forward_name) == (True, None, None)
    assert seen.grouped_id == 2**62


@pytest.mark.parametrize(
    ("sizes", "size", "width"),
    [
        ([types.PhotoSize("m", 3, 3, 50), types.PhotoSize("x", 8, 8, 90)], 90, 8),
        ([types.PhotoSizeProgressive("y", 8, 8, [10, 70, 40])], 70, 8),
        ([types.PhotoStrippedSize("i", b"1"), types.PhotoCachedSize("s", 2, 2, b"123")], 3, 2),
        ([types.PhotoSizeEmpty("s")], None, None),
        ([], None, None),
    ],
)
def test_a_photo_is_as_large_as_its_largest_size(
    sizes: list[Any], size: int | None, width: int | None
) -> None:
    photo = types.Photo(3, 4, b"", telegram.NOON, sizes, 2)
    seen = _read(telegram.message(media=types.MessageMediaPhoto(photo=photo)))
    assert seen.media_kind is MediaKind.PHOTO
    assert seen.file is not None
    assert (seen.file.size, seen.file.mime, seen.file.remote_id) == (size, "image/jpeg", 3)
    assert (seen.details or {}).get("width") == width


def test_media_that_destroyed_itself_has_a_kind_but_no_file() -> None:
    gone = _read(telegram.message(media=types.MessageMediaPhoto(ttl_seconds=5)))
    assert (gone.media_kind, gone.file) == (MediaKind.PHOTO, None)
    assert gone.details == {"self_destruct_period_seconds": 5}
    kinds = {"voice": MediaKind.VOICE, "round": MediaKind.VIDEO_NOTE, "video": MediaKind.VIDEO}
    for flag, kind in kinds.items():
        media = types.MessageMediaDocument(ttl_seconds=5, **{flag: True})
        assert _read(telegram.message(media=media)).media_kind is kind


def test_those_who_were_moved_are_known_by_their_ids() -> None:
    invited = _read(telegram.service(types.MessageActionChatAddUser([5, 6])))
    assert invited.service_action is ServiceAction.INVITED
    assert invited.details == {"action": "invite_members", "user_ids": [5, 6]}
    many = _read(telegram.service(types.MessageActionChatAddUser(list(range(9_000)))))
    assert many.details == {
        "action": "invite_members",
        "user_ids": list(range(9_000)),
        "cut": True,
    }


def test_a_migration_names_the_other_side() -> None:
    there = _read(telegram.service(types.MessageActionChatMigrateTo(77)))
    assert there.service_action is ServiceAction.MIGRATED_TO
    assert there.details == {"action": "migrate_to_supergroup", "peer_id": -1000000000077}
    back = _read(telegram.service(types.MessageActionChannelMigrateFrom("Us", 4)))
    assert back.details == {"action": "migrate_from_group", "title": "Us", "peer_id": -4}


def test_an_action_without_a_name_in_exports_is_called_as_telegram_does() -> None:
    seen = _read(telegram.service(types.MessageActionGiftTon("a", 1, "b", 2)))
    assert (seen.service_action, seen.details) == (ServiceAction.OTHER, {"action": "gift_ton"})


def test_details_stay_small() -> None:
    long = types.TextWithEntities("q" * details.LARGEST, [])
    media = types.MessageMediaPoll(types.Poll(1, long, [], 0), types.PollResults())
    assert _read(telegram.message(media=media)).details == {"cut": True}
