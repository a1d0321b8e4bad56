"""Builders of Telegram's objects: simple ones by hand, any others at random."""

import inspect
import struct
import typing
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Any

from telethon.extensions import BinaryReader
from telethon.tl import types

from core import models

NOON = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
ME = models.UserId(1)
GROUP = models.PeerId(-1000000000077)
DEEPEST = 4
_TEXTS = ("", "hi", "a\0b", "😀 да", "İş", "x" * 9000, "\ud83d", "a\udcffb", "e\u0301", "\u202e@x")
_NUMBERS = (0, 1, -1, 5, 77, 2**31 - 1, -(2**31))
_LARGE = (*_NUMBERS, 2**62, -(2**62), 2**63 - 1)
_FLOATS = (0.0, -1.5, 41.01, 1e308, float("inf"), float("-inf"), float("nan"))
_MOMENTS = (datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC), NOON, datetime(2038, 1, 19, tzinfo=UTC))


def message(text: str = "", **more: Any) -> Any:
    given = {"id": 5, "peer_id": types.PeerChannel(77), "from_id": types.PeerUser(11)}
    return types.Message(**{**given, "date": NOON, "message": text, **more})


def service(action: Any, **more: Any) -> Any:
    given = {"id": 5, "peer_id": types.PeerChannel(77), "from_id": types.PeerUser(11)}
    return types.MessageService(**{**given, "date": NOON, "action": action, **more})


def sent(written: Any) -> Any:
    """The object as it comes out of the other end of the wire; None where none can be sent."""
    try:
        return BinaryReader(bytes(written)).tgread_object()
    except (AssertionError, AttributeError, TypeError, UnicodeEncodeError, struct.error):
        return None


def constructors(prefix: str) -> list[type]:
    """Telegram's types whose names begin so."""
    return [getattr(types, name) for name in sorted(dir(types)) if name.startswith(prefix)]


def anything(random: Random, kind: type, *, deep: int = 0, **given: Any) -> Any:
    """An object of that type with fields of any value that Telegram's schema allows."""
    filled = {
        name: given[name] if name in given else _value(random, hint, deep)
        for name, hint in _hints(kind).items()
    }
    return kind(**filled)


@cache
def _hints(kind: type) -> dict[str, Any]:
    written = kind.__bases__[-1] if kind.__module__ == "telethon.tl.patched" else kind
    if "__init__" not in vars(written):
        return {}
    hints = typing.get_type_hints(vars(written)["__init__"], _named())
    return {name: hints[name] for name in inspect.signature(written).parameters}


@cache
def _named() -> dict[str, Any]:
    """What annotations name; Telethon misses one whose only type is of another room."""
    named = {f"Type{name}": found for name, found in vars(types.messages).items()}
    named |= vars(types)
    return named


def _value(random: Random, hint: Any, deep: int) -> Any:
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Union:
        return _one_of(random, inside, deep)
    if origin is list:
        return [_value(random, inside[0], deep + 1) for _ in range(_count(random, deep))]
    plain = _plain(random)
    return random.choice(plain[hint]) if hint in plain else anything(random, hint, deep=deep + 1)


def _one_of(random: Random, hints: tuple[Any, ...], deep: int) -> Any:
    kinds = [hint for hint in hints if hint is not type(None)]
    if len(kinds) < len(hints) and (deep >= DEEPEST or random.random() < 0.5):
        return None
    if deep >= DEEPEST:
        kinds = sorted(
            kinds, key=lambda kind: len(_hints(kind)) if hasattr(kind, "CONSTRUCTOR_ID") else 0
        )
        kinds = kinds[:1]
    return _value(random, random.choice(kinds), deep)


def _count(random: Random, deep: int) -> int:
    return 0 if deep >= DEEPEST else random.randrange(4)


def _plain(random: Random) -> dict[Any, tuple[Any, ...]]:
    return {
        int: _NUMBERS if random.random() < 0.7 else _LARGE,
        str: _TEXTS,
        bool: (True, False),
        bytes: (b"", b"a", b"\xff\0"),
        float: _FLOATS,
        datetime: _MOMENTS,
    }
