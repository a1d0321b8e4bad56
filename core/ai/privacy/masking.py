"""Hides from a model in the cloud what it need not know, and puts it back into its answer."""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core import words
from core.ai.privacy import keys, links, names, numbers
from core.ai.privacy.values import Kind, Span

_KINDS = "|".join(Kind)
_SAID = re.compile(
    rf"[\[({{<【]\s?({_KINDS})\s?\\?[_ -]?\s?([0-9]{{1,6}})\s?[\])}}>】]"
    rf"|\\\[({_KINDS})\\?_([0-9]{{1,6}})\\\]"
    rf"|(?<!\w)({_KINDS})\\?_([0-9]{{1,6}})(?!\w)",
    re.IGNORECASE,
)
"""A placeholder as a model may repeat it: other brackets, another case, escaped for Markdown."""
_TAKEN = re.compile(rf"(?:{_KINDS})[\W_]{{0,8}}([0-9]{{1,6}})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with placeholders such as [PHONE_1], and what they stand for."""

    text: str
    secrets: Mapping[str, str] = field(repr=False)

    def restore(self, text: str) -> str:
        """The text, be it an answer to this one, with what was hidden; unknown ones stay."""
        return _SAID.sub(self._secret, text) if self.secrets else text

    def _secret(self, said: re.Match[str]) -> str:
        kind, number = (group for group in said.groups() if group is not None)
        return self.secrets.get(_placeholder(words.normalise(kind).upper(), int(number)), said[0])


def mask(text: str, names: Sequence[str] = ()) -> Masked:
    """Put placeholders for phone numbers, e-mails, cards, accounts, ids, secrets and `names`.

    What is spelt the same gets the same placeholder; no number is used that stands in the text.
    """
    taken = {int(number) for number in _TAKEN.findall(text)}
    free = defaultdict[Kind, Iterator[int]](
        lambda: (number for number in itertools.count(1) if number not in taken)
    )
    given: dict[tuple[Kind, str], str] = {}
    parts: list[str] = []
    end = 0
    for span in _apart(_found(text, names)):
        thing = (span.kind, text[span.start : span.end])
        if thing not in given:
            given[thing] = _placeholder(span.kind, next(free[span.kind]))
        parts += text[end : span.start], given[thing]
        end = span.end
    text = "".join((*parts, text[end:]))
    return Masked(text, {placeholder: secret for (_, secret), placeholder in given.items()})


def _placeholder(kind: str, number: int) -> str:
    return f"[{kind}_{number}]"


def _found(text: str, wanted: Sequence[str]) -> Iterator[Span]:
    yield from links.spans(text)
    yield from keys.spans(text)
    yield from numbers.spans(text)
    yield from names.spans(text, wanted)


def _apart(found: Iterator[Span]) -> list[Span]:
    """In order; those that overlap become one, of the kind of the first and longest."""
    apart: list[Span] = []
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        if apart and span.start < apart[-1].end:
            apart[-1] = apart[-1]._replace(end=max(apart[-1].end, span.end))
        else:
            apart.append(span)
    return apart
