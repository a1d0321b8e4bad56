"""What each container and each update means, by Telegram's own types."""

import inspect
from datetime import UTC, datetime
from typing import Any

import pytest
from telethon.tl import types

from collector import stream
from collector.stream import ACCOUNT, Arrival, Kind
from core.models import PeerId, UserId

ME = UserId(7)
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
CHANNEL = PeerId(-1000000000077)
OF_CHANNEL, OF_USER, OF_GROUP = types.PeerChannel(77), types.PeerUser(55), types.PeerChat(66)


def _message(peer: Any, number: int = 1) -> types.Message:
    return types.Message(number, peer, NOW, "merhaba")


def _read(*updates: Any, seq: int = 0) -> Arrival:
    return stream.read(types.Updates(list(updates), [], [], NOW, seq), ME, NOW)


def _only(arrival: Arrival) -> tuple[PeerId, int, int, Kind]:
    ((box, event),) = arrival.events
    return box, event.pts, event.count, event.what.kind


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        (types.UpdateNewMessage(_message(OF_USER), 9, 1), (ACCOUNT, 9, 1, Kind.NEW)),
        (types.UpdateNewMessage(_message(OF_GROUP), 9, 1), (ACCOUNT, 9, 1, Kind.NEW)),
        (types.UpdateNewChannelMessage(_message(OF_CHANNEL), 9, 1), (CHANNEL, 9, 1, Kind.NEW)),
        (types.UpdateEditMessage(_message(OF_USER), 9, 1), (ACCOUNT, 9, 1, Kind.EDITED)),
        (types.UpdateEditChannelMessage(_message(OF_CHANNEL), 9, 1), (CHANNEL, 9, 1, Kind.EDITED)),
        (types.UpdateDeleteMessages([1, 2], 9, 2), (ACCOUNT, 9, 2, Kind.DELETED)),
        (types.UpdateDeleteChannelMessages(77, [1], 9, 1), (CHANNEL, 9, 1, Kind.DELETED)),
        (types.UpdatePinnedChannelMessages(77, [1], 9, 1), (CHANNEL, 9, 1, Kind.NOTED)),
        (types.UpdatePinnedMessages(OF_USER, [1], 9, 1), (ACCOUNT, 9, 1, Kind.NOTED)),
        (types.UpdateReadHistoryInbox(OF_USER, 1, 0, 9, 1), (ACCOUNT, 9, 1, Kind.NOTED)),
        (types.UpdateReadHistoryOutbox(OF_USER, 1, 9, 1), (ACCOUNT, 9, 1, Kind.NOTED)),
        (types.UpdateReadChannelInbox(77, 1, 0, 9), (CHANNEL, 9, 0, Kind.NOTED)),
        (types.UpdateReadMessagesContents([1], 9, 1), (ACCOUNT, 9, 1, Kind.NOTED)),
        (types.UpdateFolderPeers([], 9, 0), (ACCOUNT, 9, 0, Kind.NOTED)),
        (types.UpdateWebPage(types.WebPageEmpty(1), 9, 0), (ACCOUNT, 9, 0, Kind.NOTED)),
        (
            types.UpdateChannelWebPage(77, types.WebPageEmpty(1), 9, 1),
            (CHANNEL, 9, 1, Kind.NOTED),
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_update_moves_its_box(update: Any, expected: tuple[PeerId, int, int, Kind]) -> None:
    assert _only(_read(update)) == expected
    assert stream.is_of_channel(update) is (expected[0] == CHANNEL)


def _with_a_position() -> list[type]:
    return [
        kind
        for name, kind in vars(types).items()
        if name.startswith("Update")
        and inspect.isclass(kind)
        and not name.startswith("UpdateShort")
        and "pts" in inspect.signature(kind.__init__).parameters
    ]


@pytest.mark.parametrize("kind", _with_a_position(), ids=lambda kind: kind.__name__)
def test_no_update_with_a_position_is_overlooked(kind: type) -> None:
    given: dict[str, Any] = dict.fromkeys(
        name for name in inspect.signature(kind).parameters if name != "self"
    )
    place = OF_CHANNEL if "Channel" in kind.__name__ else OF_USER
    known = {"pts": 9, "pts_count": 1, "channel_id": 77, "messages": [1], "peer": place}
    given |= {name: value for name, value in known.items() if name in given}
    if "message" in given:
        given["message"] = _message(place)
    arrival = _read(kind(**given))
    boxes = [*(box for box, _ in arrival.events), *(box for box, _ in arrival.expected)]
    assert boxes == [CHANNEL if place is OF_CHANNEL else ACCOUNT]


@pytest.mark.parametrize("out", [False, True])
def test_a_short_private_text_is_a_whole_message(out: bool) -> None:
    short = types.UpdateShortMessage(
        3, 55, "merhaba", 9, 1, NOW, out=out, entities=[types.MessageEntityBold(0, 3)]
    )
    arrival = stream.read(short, ME, NOW)
    assert _only(arrival) == (ACCOUNT, 9, 1, Kind.NEW)
    message = arrival.events[0][1].what.message
    assert (message.id, message.message, message.peer_id) == (3, "merhaba", OF_USER)
    assert message.from_id == types.PeerUser(ME if out else 55)
    assert message.entities == [types.MessageEntityBold(0, 3)]


def test_a_short_text_in_a_group_is_a_whole_message() -> None:
    short = types.UpdateShortChatMessage(3, 55, 66, "merhaba", 9, 1, NOW, via_bot_id=5)
    message = stream.read(short, ME, NOW).events[0][1].what.message
    assert (message.peer_id, message.from_id, message.via_bot_id) == (OF_GROUP, OF_USER, 5)


def test_a_single_update_may_come_alone() -> None:
    single = types.UpdateShort(types.UpdateDeleteMessages([1], 9, 1), NOW)
    assert _only(stream.read(single, ME, NOW)) == (ACCOUNT, 9, 1, Kind.DELETED)


def test_too_many_updates_leave_everything_behind() -> None:
    assert stream.read(types.UpdatesTooLong(), ME, NOW).everything
    assert not _read().everything


def test_a_message_of_ours_of_which_only_the_id_is_told_is_asked_for() -> None:
    sent = types.UpdateShortSentMessage(3, 9, 1, NOW)
    assert stream.read(sent, ME, NOW).behind == [ACCOUNT]


def test_what_is_no_container_says_nothing() -> None:
    assert stream.read(types.Config, ME, NOW) == Arrival()


def test_containers_are_counted() -> None:
    assert _read().seq is None
    single = _read(seq=5).seq
    combined = types.UpdatesCombined([], [], [], NOW, 3, 5)
    several = stream.read(combined, ME, NOW).seq
    assert single is not None
    assert several is not None
    assert (single.after, single.pts) == (4, 5)
    assert (several.after, several.pts) == (2, 5)


def test_a_channel_that_is_too_far_ahead_is_expected_there_or_asked() -> None:
    arrival = _read(types.UpdateChannelTooLong(77, pts=30), types.UpdateChannelTooLong(77))
    assert arrival.expected == [(CHANNEL, 30)]
    assert arrival.behind == [CHANNEL]
    assert stream.is_of_channel(types.UpdateChannelTooLong(77))


def test_names_and_history_out_of_sight_are_noted_aside() -> None:
    arrival = _read(
        types.UpdateUserName(55, "Ayşe", "Yılmaz", [types.Username("ayse", active=True)]),
        types.UpdateUser(56),
        types.UpdateChannelAvailableMessages(77, 10),
        types.UpdateUserTyping(55, types.SendMessageTypingAction()),
    )
    (named,) = arrival.renamed
    assert (named.id, named.name, named.username) == (55, "Ayşe Yılmaz", "ayse")
    assert arrival.changed == {56}
    assert arrival.cleared == [CHANNEL]
    assert arrival.events == []
    assert not stream.is_of_channel(types.UpdateUser(56))


def test_a_position_that_telegram_changed_is_asked_for_anew() -> None:
    assert _read(types.UpdatePtsChanged()).behind == [stream.ACCOUNT]
