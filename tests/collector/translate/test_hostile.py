"""Whatever Telegram sends is read, and is what the database takes."""

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telethon.tl import types

from collector.translate import chats, entities, messages, users
from core.imports import details
from core.intake import preparing
from core.intake.values import MessageSeen
from core.models import MediaKind, ServiceAction
from tests.collector.translate import telegram

randoms = st.integers(0, 2**32).map(Random)
MEDIA = telegram.constructors("MessageMedia")
ACTIONS = telegram.constructors("MessageAction")


def _translate(written: Any) -> MessageSeen | None:
    return messages.message(written, telegram.ME, telegram.GROUP)


def _fits(seen: MessageSeen | None) -> None:
    """The message can be stored: valid UTF-8 and JSON, entities inside the text."""
    assert seen is not None
    prepared = preparing.prepare([seen])
    for value in prepared.rows[0]:
        if isinstance(value, str):
            assert "\0" not in value
            value.encode()
    for entity in seen.entities or ():
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= len(seen.text)
    kept = {key: value for key, value in (seen.details or {}).items() if key != "user_ids"}
    assert len(json.dumps(kept, allow_nan=False)) <= details.LARGEST
    if seen.file is not None:
        assert seen.file.size is None or seen.file.size >= 0
        assert "/" not in (seen.file.name or "")


@given(randoms)
def test_any_message_is_read_and_fits_the_database(random: Random) -> None:
    _fits(_translate(telegram.anything(random, types.Message)))
    _fits(_translate(telegram.anything(random, types.MessageService)))


@given(randoms, st.sampled_from(MEDIA))
def test_any_media_is_read(random: Random, kind: type) -> None:
    media = telegram.anything(random, kind)
    seen = _translate(telegram.message("x", media=media))
    _fits(seen)
    assert seen is not None
    empty = kind in (types.MessageMediaEmpty, types.MessageMediaWebPage)
    assert (seen.media_kind is None) is empty
    assert seen.media_kind is None or isinstance(seen.media_kind, MediaKind)


@pytest.mark.parametrize("kind", ACTIONS)
def test_any_service_message_is_read_and_named(kind: type) -> None:
    for seed in range(20):
        random = Random(seed)
        seen = _translate(telegram.service(telegram.anything(random, kind)))
        _fits(seen)
        assert seen is not None
        assert isinstance(seen.service_action, ServiceAction)
        assert seen.details is not None
        assert seen.details["action"]


@given(randoms, st.sampled_from([types.Message, types.MessageService]))
def test_what_came_over_the_wire_says_the_same(random: Random, kind: type) -> None:
    written = telegram.anything(random, kind)
    came = telegram.sent(written)
    if came is not None:
        assert repr(_translate(came)) == repr(_translate(written))


@given(randoms)
def test_any_user_and_chat_is_read(random: Random) -> None:
    for kind in (types.User, types.UserEmpty):
        user = telegram.anything(random, kind)
        for seen in users.seen([user], telegram.NOON):
            assert seen.name is None or seen.name.encode()
    for kind in (types.Channel, types.ChannelForbidden, types.Chat, types.ChatForbidden):
        head = chats.head(telegram.anything(random, kind), telegram.ME)
        assert head is None or (head.seen.title or "").encode() is not None


places = st.integers(-5, 60)


@given(
    st.text() | st.text("a😀\0é", max_size=50),
    st.lists(st.builds(types.MessageEntityBold, places, places)),
)
def test_entities_anywhere_stay_inside_of_the_text(text: str, found: list[Any]) -> None:
    cleaned, marks = entities.read(text, found)
    for mark in marks or ():
        assert 0 <= mark["offset"] < mark["offset"] + mark["length"] <= len(cleaned)


@given(st.lists(st.text(), min_size=1, max_size=6), st.data())
def test_an_entity_covers_the_same_words_as_in_utf_16(
    parts: list[str], data: st.DataObject
) -> None:
    text = "".join(parts)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    units = [len(text[:each].encode("utf-16-le")) // 2 for each in (start, end)]
    written = [types.MessageEntityBold(units[0], units[1] - units[0])]
    cleaned, marks = entities.read(text, written)
    covered = [cleaned[each["offset"] :][: each["length"]] for each in marks or ()]
    wanted = text[start:end].replace("\0", "")
    assert covered == ([wanted] if wanted else [])
