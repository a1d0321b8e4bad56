"""Folding and cutting text into words: one way for search, names and the taxonomy."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_SPECIAL = {"İ": "i", "ı": "i", "й": "й", "Й": "й", "ə": "e"}
_SPECIAL |= dict(zip("øłđħŧð", "oldhtd", strict=True))
_SPECIAL |= {"æ": "ae", "œ": "oe", "þ": "th"}
_SPECIAL |= dict.fromkeys("’‘ʼ`´＇", "'")
_SPECIAL |= dict.fromkeys("‐‑–—−", "-")
_INVISIBLE = frozenset(("Mn", "Me", "Cf"))


def _fold(char: str) -> str:
    lower = char.casefold() if char not in _SPECIAL else char
    if lower in _SPECIAL:
        return _SPECIAL[lower]
    parts = unicodedata.normalize("NFKD", lower)
    if parts == char:
        return "" if unicodedata.category(char) in _INVISIBLE else char
    return "".join(_fold(part) for part in parts)


class _Folds(dict[int, str]):
    """Code point to folded form, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold(chr(code))
        return folded


_FOLDS = _Folds()


def normalise(text: str) -> str:
    """Fold case, diacritics, Turkish i, ё and invisible characters away; й stays. Idempotent."""
    if text.isascii():
        return text.lower().replace("`", "'") if "`" in text else text.lower()
    if "\u0306" in text:
        text = unicodedata.normalize("NFC", text)
    return text.translate(_FOLDS)


def searchable(text: str) -> str:
    """The folded words of a text with single blanks between: what full-text search is made on."""
    return " ".join(token.folded[:LONGEST_WORD] for token in tokens(text))


def storable(text: str) -> str:
    """The text without what Postgres cannot hold: zero bytes and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def readable(text: str) -> str:
    """The text as Postgres can hold it: without zero bytes, halves of characters become �."""
    if "\0" in text:
        text = text.replace("\0", "")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return _HALVES.sub("\ufffd", text)
    return text


_HALVES = re.compile("[\ud800-\udfff]")

LONGEST_WORD = 60
"""Characters of a word that count for search."""


class Token(NamedTuple):
    """A word: its span in the original text and its folded form, apostrophe kept ("ankara'da").

    A named tuple, since a million of them are made in one run.
    """

    start: int
    end: int
    folded: str

    @property
    def bare(self) -> str:
        """The word before its apostrophe: "ankara" of "Ankara'da"."""
        return self.folded.partition("'")[0]

    @property
    def suffix(self) -> str:
        """What follows the apostrophe: "da" of "Ankara'da", "m" of "I'm", mostly nothing."""
        return self.folded.partition("'")[2]


_JOINED = "\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufe0e\ufe0f"
_WORD = re.compile(
    rf"[^\W_]+(?:[{_JOINED}]+[^\W_]*|['’‘ʼ`´＇][^\W_]+)*"
    r"(?:(?<=\b[cCсС])\+\+|(?<=\b[cCсСfF])\#(?!\w))?"
    r"|(?<!\w)\.(?i:net)\b"
)
_ALIASES = {"с++": "c++", "с#": "c#", "1с": "1c"}


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> str:
    folded = normalise(word)
    return _ALIASES.get(folded, folded)


def tokens(text: str) -> list[Token]:
    """The words of a text in order. Hyphens and underscores part words, apostrophes do not."""
    return [Token(*found.span(), _folded(found[0])) for found in _WORD.finditer(text)]
