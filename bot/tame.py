"""Taming what strangers typed: names, titles and quotes that could break a screen."""

import re
import unicodedata

_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u00ad\u034f\u180e")
"""Characters of no visible width that Unicode calls letters, symbols or marks."""
_JOINERS = frozenset("\u200c\u200d")
"""Needed inside emoji, Persian and Indic words."""
_MOST_MARKS = 2
_GONE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_MARKS = frozenset(("Mn", "Me"))
_RIGHT_TO_LEFT = frozenset(("R", "AL", "AN"))
_COMMAND = re.compile(r"(?<!\S)/(?=\w)")
_ISOLATE, _END, _KEEP_APART, _ELLIPSIS = "\u2068", "\u2069", "\u2060", "…"


def line(text: str, longest: int) -> str:
    """One line of at most `longest` characters that cannot act or spill; empty if nothing shows.

    Layout controls and piled-up marks are gone, right-to-left text is isolated, and a "/word" is
    no longer a command that a tap would send.
    """
    shown = _cut(typed(text), longest)
    if not any(unicodedata.category(char)[0] in "LNPS" for char in shown):
        return ""
    shown = _COMMAND.sub(f"/{_KEEP_APART}", shown)
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in shown):
        return f"{_ISOLATE}{shown}{_END}"
    return shown


def typed(text: str) -> str:
    """What the owner typed, on one line and without what no word contains."""
    return " ".join(_visible(text).split())


def _visible(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text):
        category = unicodedata.category(char)
        marks = marks + 1 if category in _MARKS else 0
        if char.isspace():
            kept.append(" ")
        elif char in _JOINERS or not (
            char in _FILLERS or category in _GONE or marks > _MOST_MARKS
        ):
            kept.append(char)
    return "".join(kept)


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    end = longest - 1
    while end > 0 and _clings(text[end]):
        end -= 1
    space = text.rfind(" ", end - end // 4, end + 1)
    return text[: space if space > 0 else end].rstrip(" ,.;:-\u200c\u200d") + _ELLIPSIS


def _clings(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) in {"Mn", "Me", "Mc", "Sk"}
