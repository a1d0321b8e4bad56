"""Chat text as data for a model: told from orders to it, and laid out so that it stays data."""

import base64
import binascii
import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from core import words
from core.ai.injection import orders

LONGEST = 600
"""Characters of a line that a model gets to see; the rest is cut."""
_READ = 4096
_PAYLOAD = re.compile(r"[A-Za-z0-9+/_-]{20,}={0,2}")
_HEX = re.compile(r"(?:[0-9a-f]{2}[ :]?){12,}", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_LATIN = "aceopxyhkmtbjsidnruvg"
_LOOKS = "асеорхункмтвјѕіԁпгцѵɡ"
_TO_LATIN = str.maketrans(
    dict(zip(_LOOKS, _LATIN, strict=True)) | dict(zip("αορεικνυτχβη", "aopeiknutxbn", strict=True))
)
_TO_CYRILLIC = str.maketrans("aceopxykmthbnu", "асеорхукмтнвпи")
_LEET = str.maketrans("013457@$", "oieast" + "as")
_LEET_WORD = re.compile(r"\S*[a-z]\S*[013457@$]\S*[a-z]\S*|\S*[013457@$][a-z]{2}\S*")
_SPACED = re.compile(r"(?<!\w)(?:\w[ .\-_*|/]{1,3}){6,}\w(?!\w)")
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
UNSEEN = (
    "\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\U000e0000-\U000e007f"
)
"""Invisible characters, as in a class of a pattern."""
_INVISIBLE = re.compile(f"[{UNSEEN}]")


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered text of somebody, with what it answers."""

    number: int
    text: str
    answers: str | None = None
    """Somebody else's words."""
    note: str = ""
    """Our own words about the line, such as who wrote it; never from a chat."""


def order(text: str) -> bool:
    """Does the text try to steer a model that reads it? Then it goes into no prompt.

    A sieve, not a wall: what a model says is checked as if the sieve had holes.
    """
    text = text[:_READ]
    folded = words.normalise(text)
    if orders.given(folded):
        return True
    return any(orders.given(unveiled) for unveiled in _unveiled(text, folded))


def _unveiled(text: str, folded: str) -> Iterator[str]:
    """What the text says to who looks through its disguise."""
    yield from _one_script(folded)
    if _LEET_WORD.search(folded):
        yield folded.translate(_LEET)
    for spaced in _SPACED.finditer(folded):
        yield f"{orders.SQUEEZED}{''.join(_WORD.findall(spaced[0]))}"
    yield from (f"{orders.DECODED}{words.normalise(hidden)}" for hidden in _decoded(text))
    if "rot13" in folded or "rot-13" in folded:
        yield f"{orders.DECODED}{codecs.encode(folded, 'rot13')}"
    yield f"{orders.SQUEEZED}{folded[::-1]}"


def _one_script(folded: str) -> Iterator[str]:
    """The text with each word of two alphabets written in one of them."""
    mixed = {
        word
        for word in _WORD.findall(folded)
        if not word.isascii() and any("a" <= char <= "z" for char in word)
    }
    if not mixed:
        return
    for table in (_TO_LATIN, _TO_CYRILLIC):
        written = {word: word.translate(table) for word in mixed}
        yield _WORD.sub(partial(_rewritten, written), folded)


def _rewritten(written: Mapping[str, str], found: re.Match[str]) -> str:
    return written.get(found[0], found[0])


def _decoded(text: str) -> Iterator[str]:
    for found in _PAYLOAD.finditer(text):
        bare = found[0].rstrip("=").translate(str.maketrans("-_", "+/"))
        try:
            yield _readable(base64.b64decode(bare + "=" * (-len(bare) % 4)))
        except (binascii.Error, UnicodeDecodeError):
            continue
    for found in _HEX.finditer(text):
        try:
            yield _readable(bytes.fromhex(re.sub("[ :]", "", found[0])))
        except (ValueError, UnicodeDecodeError):
            continue


def _readable(content: bytes) -> str:
    text = content.decode()
    letters = sum(char.isalpha() or char.isspace() for char in text)
    return text if letters >= 0.8 * len(text) else ""


def lines(items: Iterable[Item], longest: int = LONGEST) -> str:
    """The items as data: one line each, "7: text", before it "7< text" for what it answers.

    No text can begin a line, so none can look like an item of its own or like the prompt.
    """
    return "\n".join(_lines(items, longest))


def _lines(items: Iterable[Item], longest: int) -> Iterator[str]:
    for item in items:
        if item.answers is not None:
            yield f"{item.number}< {one_line(item.answers, longest)}"
        note = f" ({item.note})" if item.note else ""
        yield f"{item.number}{note}: {one_line(item.text, longest)}"


def one_line(text: str, longest: int = LONGEST) -> str:
    """The text in one line without invisible characters, cut at `longest` characters."""
    text = _BREAKS.sub(" ", _INVISIBLE.sub("", text)).strip()
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
