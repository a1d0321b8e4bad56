"""Texts with their entities; Telegram counts UTF-16 units, we count code points."""

import re
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

from telethon.tl import types

from core import words
from core.intake.values import EntityKind

LONGEST_VALUE = 2048
"""Characters of a link or the like."""

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")

_KINDS: dict[type, str] = {
    types.MessageEntityMention: EntityKind.MENTION.value,
    types.MessageEntityHashtag: EntityKind.HASHTAG.value,
    types.MessageEntityCashtag: EntityKind.CASHTAG.value,
    types.MessageEntityBotCommand: EntityKind.BOT_COMMAND.value,
    types.MessageEntityUrl: EntityKind.URL.value,
    types.MessageEntityEmail: EntityKind.EMAIL.value,
    types.MessageEntityPhone: EntityKind.PHONE_NUMBER.value,
    types.MessageEntityBold: EntityKind.BOLD.value,
    types.MessageEntityItalic: EntityKind.ITALIC.value,
    types.MessageEntityUnderline: EntityKind.UNDERLINE.value,
    types.MessageEntityStrike: EntityKind.STRIKETHROUGH.value,
    types.MessageEntitySpoiler: EntityKind.SPOILER.value,
    types.MessageEntityBlockquote: EntityKind.BLOCKQUOTE.value,
    types.MessageEntityCode: EntityKind.CODE.value,
    types.MessageEntityPre: EntityKind.PRE.value,
    types.MessageEntityTextUrl: EntityKind.TEXT_LINK.value,
    types.MessageEntityMentionName: EntityKind.TEXT_MENTION.value,
    types.MessageEntityCustomEmoji: EntityKind.CUSTOM_EMOJI.value,
    types.MessageEntityBankCard: EntityKind.BANK_CARD.value,
}
_MORE: dict[type, tuple[str, Callable[[Any], object]]] = {
    types.MessageEntityPre: ("language", lambda entity: _short(entity.language)),
    types.MessageEntityTextUrl: ("url", lambda entity: _short(entity.url)),
    types.MessageEntityMentionName: ("user_id", lambda entity: entity.user_id),
    types.MessageEntityCustomEmoji: ("document", lambda entity: str(entity.document_id)),
}


def read(text: str, entities: Sequence[Any] | None) -> tuple[str, list[dict[str, Any]] | None]:
    """The text and its entities; those that are unknown or hold none of the text are left out."""
    if not entities:
        return words.readable(text), None
    points = _points(text)
    last = len(points) - 1 if points else len(text)
    found = []
    for entity in entities:
        kind = _KINDS.get(type(entity))
        start, end = max(entity.offset, 0), min(entity.offset + entity.length, last)
        if kind is None or start >= end:
            continue
        if points:
            start, end = points[start], points[end]
        if start < end:
            found.append({"type": kind, "offset": start, "length": end - start, **_more(entity)})
    return words.readable(text), found or None


def _points(text: str) -> list[int] | None:
    """By unit of UTF-16, and for the end: how many characters of the cleaned text began before it.

    None where that is the unit itself.
    """
    if "\0" not in text and (text.isascii() or not _ASTRAL.search(text)):
        return None
    begun = []
    for char in text:
        begun.append(char != "\0")
        if char > "\uffff":
            begun.append(False)
    return list(accumulate(begun, initial=0))


def _more(entity: Any) -> dict[str, Any]:
    if type(entity) not in _MORE:
        return {}
    key, value = _MORE[type(entity)]
    found = value(entity)
    return {key: found} if found else {}


def _short(text: str) -> str:
    return words.readable(text)[:LONGEST_VALUE]
