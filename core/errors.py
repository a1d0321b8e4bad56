"""The root of every error that Kimdir raises on purpose, and how the others are reported."""

import traceback
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_PARTS = frozenset(("bot", "collector", "core", "kimdir", "migrations"))


class KimdirError(Exception):
    """Something the owner can act on; its text is one sentence written for the owner."""


def trace(error: BaseException) -> str:
    """An error's type and where it broke in our code; never its own text, which may quote a chat.

    Innermost place first: "ValueError < core/words.py:7 in fold < bot/screen.py:9 in show".
    """
    frames = reversed(traceback.extract_tb(error.__traceback__))
    places = (
        f"{_ours(frame.filename)}:{frame.lineno} in {frame.name}"
        for frame in frames
        if _ours(frame.filename)
    )
    return " < ".join([type(error).__qualname__, *places])


def _ours(filename: str) -> str | None:
    path = Path(filename)
    if not path.is_relative_to(_ROOT):
        return None
    inside = path.relative_to(_ROOT)
    return inside.as_posix() if inside.parts[0] in _PARTS else None
