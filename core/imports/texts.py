"""Texts of an export: a string or a list of parts, with their entities."""

import re
from typing import Any

from core import words
from core.imports import peers
from core.intake.values import EntityKind

LONGEST_NAME = 255

_KINDS = {
    **{kind.value: kind for kind in EntityKind},
    "link": EntityKind.URL,
    "phone": EntityKind.PHONE_NUMBER,
    "mention_name": EntityKind.TEXT_MENTION,
}
_UNREADABLE = re.compile("[\udc80-\udcff]")


class UnreadableError(Exception):
    """A text has bytes that are not UTF-8."""


def clean(text: str) -> str:
    """The text as the database takes it; raises UnreadableError where bytes were not UTF-8."""
    readable = words.readable(text)
    if "\ufffd" in readable and _UNREADABLE.search(text):
        raise UnreadableError
    return readable


def name(value: object) -> str | None:
    """A name or title of at most LONGEST_NAME characters; bytes that are not UTF-8 become �."""
    if not isinstance(value, str):
        return None
    return words.readable(value).strip()[:LONGEST_NAME] or None


def plain(value: object) -> str:
    """A text without its entities."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return ""
    return "".join(_text(part) for part in value)


def read(value: object, parts: object) -> tuple[str, list[dict[str, Any]] | None]:
    """A text and its entities, whose offsets and lengths count code points.

    `parts` is the text once more in parts, with every entity; some exports lack it.
    """
    if isinstance(value, str):
        text = clean(value)
        if not isinstance(parts, list) or _has_one_plain_part(parts):
            return text, None
        if clean(plain(parts)) != text and text:
            return text, None
        value = parts
    elif not isinstance(value, list):
        value = parts if isinstance(parts, list) else []
    return clean(plain(value)), _entities(value) or None


def _has_one_plain_part(parts: list[Any]) -> bool:
    return not parts or (
        len(parts) == 1 and isinstance(parts[0], dict) and parts[0].get("type") == "plain"
    )


def _text(part: object) -> str:
    found = part.get("text") if isinstance(part, dict) else part
    return found if isinstance(found, str) else ""


def _entities(parts: list[Any]) -> list[dict[str, Any]]:
    entities: list[dict[str, Any]] = []
    offset = 0
    for part in parts:
        length = len(_text(part).replace("\0", ""))
        kind = _KINDS.get(str(part.get("type"))) if isinstance(part, dict) else None
        if kind is not None and length:
            entities.append(
                {"type": kind.value, "offset": offset, "length": length, **_more(part)}
            )
        offset += length
    return entities


def _more(part: dict[str, Any]) -> dict[str, Any]:
    more: dict[str, Any] = {}
    user_id = peers.identity(part.get("user_id"))
    if user_id is not None:
        more["user_id"] = user_id
    for key, called in (("href", "url"), ("language", "language"), ("document_id", "document")):
        value = part.get(key)
        if isinstance(value, str) and value:
            more[called] = clean(value)[:2048]
    return more
