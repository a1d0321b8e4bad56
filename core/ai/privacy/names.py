"""Names of people in a text, in the cases that Turkish and Russian give them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from core import words
from core.ai.privacy.values import Kind, Span
from core.taxonomy import forms
from core.taxonomy.values import Language

_SHORTEST = 2
_INFLECTED_FROM = 4
"""Letters of a stem below which other words would be taken for forms of it."""
_NO_NAMES = frozenset((
    "the", "and", "of", "for", "from", "in", "at", "on", "to", "my", "me", "mr", "mrs", "ms",
    "dr", "prof", "user", "admin", "bot",
    "ve", "ile", "bey", "hanim", "abi", "abla", "hoca", "usta", "bir", "bu", "de", "da",
    "и", "в", "на", "с", "из", "от", "для", "по", "за", "не",
))  # fmt: skip
_HANDLE = re.compile(
    r"(?:(?<![\w@./])@|(?<![\w.])(?:t|telegram)\.me/)([A-Za-z]\w{3,31})\b", re.IGNORECASE
)
_STARTS = re.compile(r"[^\W\d_]")


def spans(text: str, names: Sequence[str]) -> Iterator[Span]:
    """Where a word of a name stands: the stem alone, its ending stays; and anybody's user name."""
    whole, stems = _wanted(names)
    if not whole:
        return
    for handle in _HANDLE.finditer(text):
        yield Span(*handle.span(1), Kind.NAME)
    for token in words.tokens(text):
        bare = token.bare
        if len(bare) > words.LONGEST_WORD:
            continue
        length = len(bare) if bare in whole else _stem(bare, stems)
        written = text[token.start : token.end]
        if length and (length >= _INFLECTED_FROM or written[:1].isupper()):
            yield Span(token.start, token.start + _written(written, bare[:length]), Kind.NAME)


def _wanted(names: Sequence[str]) -> tuple[set[str], dict[str, list[forms.Tails]]]:
    whole = {
        token.bare
        for name in names
        for token in words.tokens(name)
        if len(token.bare) >= _SHORTEST and _STARTS.match(token.bare)
    } - _NO_NAMES
    stems: defaultdict[str, list[forms.Tails]] = defaultdict(list)
    for word in whole:
        if len(word) <= words.LONGEST_WORD:
            for stem, tails in forms.stems(word, Language.TR):
                if len(stem) >= _INFLECTED_FROM:
                    stems[stem].append(tails)
    return whole, stems


def _stem(word: str, stems: dict[str, list[forms.Tails]]) -> int:
    """The length of the stem of which the word is a form; 0 where it is none."""
    for length in range(len(word), _INFLECTED_FROM - 1, -1):
        for tails in stems.get(word[:length], ()):
            if forms.accepts(word, word[:length], tails):
                return length
    return 0


def _written(word: str, folded: str) -> int:
    """How many characters of a word as it is written fold to this."""
    for length in range(1, len(word)):
        if words.normalise(word[:length]) == folded:
            return length
    return len(word)
