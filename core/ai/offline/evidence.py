"""Cuts quotes: the sentence around what mattered, exactly as it stands in the text."""

import re
from collections.abc import Sequence

from core.ai.offline.signals import Signal
from core.ai.values import Candidate, Corpus, Quote, QuoteKind

LONGEST = 200
"""Characters of a quote."""
_MOST = 3
_KEYWORDS = 3
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


def quotes(signals: Sequence[Signal], best: Candidate, corpus: Corpus) -> tuple[Quote, ...]:
    """Quotes for the best candidate, strongest first, one a line."""
    texts: dict[int | None, str] = {line.number: line.text for line in corpus.lines}
    if corpus.bio is not None:
        texts[None] = corpus.bio
    by_line: dict[int | None, list[Signal]] = {}
    ordered = sorted(
        (one for one in signals if _speaks_for(one, best)), key=_strength, reverse=True
    )
    for signal in ordered:
        by_line.setdefault(signal.line, []).append(signal)
    return tuple(_quote(texts[line], found) for line, found in list(by_line.items())[:_MOST])


def _speaks_for(signal: Signal, best: Candidate) -> bool:
    return best.sector in signal.entry.sectors


def _strength(signal: Signal) -> tuple[int, float]:
    return signal.tier, signal.weight


def _quote(text: str, found: Sequence[Signal]) -> Quote:
    best = found[0]
    start, end = window(text, best.start, best.end)
    keywords: dict[str, None] = {}
    for signal in found:
        if start <= signal.start and signal.end <= end:
            keywords.setdefault(text[signal.start : signal.end])
    kind = QuoteKind.BIO if best.line is None else QuoteKind.MESSAGE
    return Quote(kind, best.line, text[start:end], tuple(keywords)[:_KEYWORDS])


def window(text: str, start: int, end: int) -> tuple[int, int]:
    """The span to quote around text[start:end]: everything, its sentence, or some words of it."""
    first, last = 0, len(text)
    if last > LONGEST:
        borders = [0, *(found.end() for found in _SENTENCE.finditer(text)), len(text)]
        first = max(border for border in borders if border <= start)
        last = min(border for border in borders if border >= end)
    if last - first > LONGEST:
        spare = max(0, LONGEST - (end - start)) // 2
        first, last = _at_words(
            text, max(first, start - spare), min(last, end + spare), (start, end)
        )
    last = first + len(text[first:last].rstrip())
    return last - len(text[first:last].lstrip()), last


def _at_words(text: str, first: int, last: int, core: tuple[int, int]) -> tuple[int, int]:
    start, end = core
    if first > 0 and not text[first - 1].isspace():
        blank = text.find(" ", first, start)
        first = blank + 1 if blank >= 0 else start
    if last < len(text) and not text[last].isspace():
        blank = text.rfind(" ", end, last)
        last = blank if blank >= 0 else end
    return first, last
