"""What the words of a line themselves claim: the measure of what a model says about them."""

from dataclasses import dataclass
from enum import IntEnum

from core import words
from core.ai.offline import context, signals
from core.ai.offline.reader import Reader
from core.ai.offline.signals import Signal, Tier
from core.ai.offline.vocabulary import Kind
from core.ai.values import Corpus
from core.taxonomy import lexicon
from core.taxonomy.values import Language, SectorSlug

_LONGEST = 4096
_CLAIM = 0.5
"""Weight from which a signal above mere talk is a claim."""


class Weight(IntEnum):
    """What a line is worth to whoever wants to know what its author does."""

    CHATTER = 0
    TERM = 1
    CLAIM = 2


@dataclass(frozen=True, slots=True)
class Heard:
    """The signals of one line, and the sectors of professions named in it that are not its own."""

    signals: tuple[Signal, ...] = ()
    disowned: frozenset[SectorSlug] = frozenset()

    def claims(self, sector: SectorSlug) -> tuple[Signal, ...]:
        """Where the author says, hints or offers to do the sector's work, or names its place."""
        return tuple(one for one in self.signals if sector in one.entry.sectors and _claims(one))

    def supports(self, sector: SectorSlug) -> bool:
        """Does any word of the line belong to the sector?"""
        return any(sector in one.entry.sectors for one in self.signals)

    def disowns(self, sector: SectorSlug) -> bool:
        """Is the sector's work named, but as somebody else's, wanted, past or denied?"""
        return sector in self.disowned and not self.claims(sector)


@dataclass(frozen=True, slots=True)
class Ears:
    """Hears single lines with the words of the offline reader."""

    reader: Reader

    def weigh(self, text: str) -> Weight:
        """What a text is worth before anybody reads it; cheap enough for thousands."""
        text = text[:_LONGEST]
        found = words.tokens(text)
        hits = list(self.reader.lexicon.find(found))
        if not hits:
            return Weight.CHATTER
        spoken = signals.of_text(text, found, hits, signals.Source(0, None, None))
        return Weight.CLAIM if any(_claims(one) for one in spoken) else Weight.TERM

    def hear(self, corpus: Corpus, line: int | None) -> Heard:
        """A line of the corpus by its number, or the bio for None."""
        text, answers = _text(corpus, line)
        found = words.tokens(text)
        hits = list(self.reader.lexicon.find(found))
        source = signals.Source(line, answers, _usual(corpus))
        heard = tuple(signals.of_text(text, found, hits, source))
        owned = {one.start for one in heard}
        named = lexicon.widest([hit for hit in hits if hit.payload.kind is Kind.NAME])
        return Heard(
            heard,
            frozenset(
                sector
                for hit in named
                if found[hit.start].start not in owned
                for sector in hit.payload.sectors
            ),
        )


def _claims(signal: Signal) -> bool:
    return signal.tier > Tier.TALK and signal.weight >= _CLAIM


def _text(corpus: Corpus, number: int | None) -> tuple[str, str | None]:
    if number is None:
        return (corpus.bio or "")[:_LONGEST], None
    line = next(line for line in corpus.lines if line.number == number)
    return line.text[:_LONGEST], line.answers


def _usual(corpus: Corpus) -> Language | None:
    sample = " ".join(line.text for line in corpus.lines)[:_LONGEST]
    return context.language((token.folded for token in words.tokens(sample)), sample, None)
