"""Words of everyday talk, as `chatter.toml` lists them, and what a message of nothing else is."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from core import words
from core.taxonomy.values import Language

_FILE = Path(__file__).with_name("chatter.toml")
_LAUGHS = re.compile(r"(?:[ah]{3,}|(?:he){2,}h?|[ах]{3,}|(?:хе){2,}|[sjkd]{4,}|lo+l|х[аы]х[аы])$")
_LINK = re.compile(r"(?:https?://|www\.|t\.me/)\S+|[@#/]\w+")
_FEW = 4
"""Words at most of a message that can be empty, where they are not all laughter."""


@cache
def _lists(kind: str) -> dict[Language, frozenset[str]]:
    listed = tomllib.loads(_FILE.read_text("utf-8"))[kind]
    return {Language(code): frozenset(text.split()) for code, text in listed.items()}


@cache
def stop_words() -> frozenset[str]:
    """Folded words of all languages that name no subject."""
    return frozenset[str]().union(*_lists("stop").values())


@cache
def known(language: Language) -> frozenset[str]:
    """Folded words by which a short line of this language is told."""
    return _lists("stop")[language] | _lists("empty")[language]


@cache
def _empty() -> frozenset[str]:
    return frozenset[str]().union(*_lists("empty").values())


def without_links(text: str) -> str:
    """The text with blanks where addresses, mentions, hashtags and commands stood."""
    return _LINK.sub(" ", text)


def is_empty(text: str, found: Sequence[words.Token]) -> bool:
    """Nothing but pictures, numbers, links, laughter or a few words of courtesy."""
    spoken = [token.folded for token in found if not token.folded.isdecimal()]
    serious = [word for word in spoken if not _LAUGHS.match(word)]
    if not serious:
        return True
    if "?" in text or len(serious) > _FEW:
        return False
    return all(word in _empty() for word in serious)
