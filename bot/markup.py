"""Telegram's HTML, read as strictly as Telegram reads it."""

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

STYLES: Mapping[str, str] = MappingProxyType(
    {
        "b": "bold",
        "strong": "bold",
        "i": "italic",
        "em": "italic",
        "u": "underline",
        "ins": "underline",
        "s": "strikethrough",
        "strike": "strikethrough",
        "del": "strikethrough",
        "tg-spoiler": "spoiler",
        "code": "code",
        "pre": "pre",
        "blockquote": "blockquote",
        "a": "text_link",
    }
)
_CHARACTERS = MappingProxyType({"lt": "<", "gt": ">", "amp": "&", "quot": '"'})
_PIECE = re.compile(
    r"<(?P<end>/?)(?P<tag>[a-z-]+)(?P<rest>[^<>]*)>|&(?P<entity>#?\w+);|[<>&]|[^<>&]+"
)
_LINK = re.compile(r'\s+href="(?P<url>[^"]*)"')


class MarkupError(ValueError):
    """What Telegram would refuse to parse."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one look; `url` where it is a link."""

    text: str
    styles: frozenset[str]
    url: str | None


def runs(text: str) -> Iterator[Run]:
    """The stretches of an HTML text, each as long as it can be; raises MarkupError."""
    for look, group in itertools.groupby(_pieces(text), key=lambda run: (run.styles, run.url)):
        yield Run("".join(run.text for run in group), *look)


def _pieces(text: str) -> Iterator[Run]:
    opened: list[tuple[str, str | None]] = []
    for piece in _PIECE.finditer(text):
        if tag := piece["tag"]:
            _turn(opened, tag, piece)
        elif entity := piece["entity"]:
            yield _run(_character(entity), opened)
        elif piece[0] in "<>&":
            raise MarkupError(f"stray {piece[0]!r} at offset {piece.start()}")
        else:
            yield _run(piece[0], opened)
    if opened:
        raise MarkupError(f"<{opened[-1][0]}> is not closed")


def plain(text: str) -> str:
    """The text without its markup."""
    return "".join(run.text for run in runs(text))


def length(text: str) -> int:
    """How long Telegram finds a text: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _turn(opened: list[tuple[str, str | None]], tag: str, piece: re.Match[str]) -> None:
    if tag not in STYLES:
        raise MarkupError(f"unsupported tag <{tag}>")
    if piece["end"]:
        if not opened or opened.pop()[0] != tag or piece["rest"]:
            raise MarkupError(f"unexpected </{tag}>")
        return
    link = _LINK.fullmatch(piece["rest"]) if tag == "a" else None
    if (tag == "a") != bool(link) or (piece["rest"] and not link):
        raise MarkupError(f"wrong attributes of <{tag}>")
    opened.append((tag, plain(link["url"]) if link else None))


def _run(text: str, opened: list[tuple[str, str | None]]) -> Run:
    url = next((url for _, url in reversed(opened) if url), None)
    return Run(text, frozenset(STYLES[tag] for tag, _ in opened), url)


def _character(entity: str) -> str:
    if entity in _CHARACTERS:
        return _CHARACTERS[entity]
    digits = entity.removeprefix("#")
    if digits == entity or not digits.isdecimal():
        raise MarkupError(f"unknown entity &{entity};")
    return chr(int(digits))
