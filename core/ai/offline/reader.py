"""The offline reader: reads a person's own words and says what they may do for a living."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from core import words
from core.ai.offline import context, evidence, scoring, signals, vocabulary
from core.ai.offline.signals import Signal, Tier
from core.ai.values import Corpus, Verdict
from core.taxonomy import lexicon
from core.taxonomy.values import Language, Taxonomy

NAME = "offline 2"
"""Stored with each reading; the number grows when its verdicts change."""
_LONGEST = 4096
_TASTED = 40


@dataclass(frozen=True, slots=True)
class Reader:
    """Prepared once for a taxonomy, reads any number of people."""

    taxonomy: Taxonomy
    lexicon: lexicon.Lexicon[vocabulary.Entry]

    def read(self, corpus: Corpus) -> Verdict:
        """What the person's lines and bio tell; no candidates where they tell nothing."""
        found = list(self.found(corpus))
        candidates = scoring.candidates(found, self.taxonomy)
        if not candidates:
            return Verdict()
        best = candidates[0]
        declared = any(one.tier is Tier.SAID and best.sector in one.entry.sectors for one in found)
        return Verdict(candidates, evidence.quotes(found, best, corpus), declared)

    def found(self, corpus: Corpus) -> Iterator[Signal]:
        """Everything said that speaks for some profession, line by line."""
        usual = _usual(corpus)
        if corpus.bio is not None:
            yield from self._of(corpus.bio, signals.Source(None, None, usual))
        for line in corpus.lines:
            yield from self._of(line.text, signals.Source(line.number, line.answers, usual))

    def _of(self, text: str, source: signals.Source) -> Iterator[Signal]:
        text = text[:_LONGEST]
        found = words.tokens(text)
        if hits := list(self.lexicon.find(found)):
            yield from signals.of_text(text, found, hits, source)


@lru_cache(maxsize=4)
def prepare(taxonomy: Taxonomy) -> Reader:
    """The reader for a taxonomy; the first time takes about a second, and 30 MB."""
    return Reader(taxonomy, vocabulary.build(taxonomy))


def _usual(corpus: Corpus) -> Language | None:
    sample = " ".join(line.text for line in corpus.lines[:_TASTED])[:_LONGEST]
    return context.language((token.folded for token in words.tokens(sample)), sample, None)
