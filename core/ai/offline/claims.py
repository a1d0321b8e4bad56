"""What the words of a line themselves claim: the measure of what a model says about them."""

from collections.abc import Set
from dataclasses import dataclass
from enum import IntEnum

from core import words
from core.ai.offline import context, signals
from core.ai.offline.reader import Reader
from core.ai.offline.signals import Signal, Tier
from core.ai.offline.vocabulary import Kind
from core.ai.values import Corpus
from core.taxonomy import lexicon
from core.taxonomy.values import Language, ProfessionSlug, SectorSlug

_LONGEST = 4096
_CLAIM = 0.5
"""Weight from which a signal above mere talk is a claim."""
_TALK = 0.25
"""Weight from which a word is work talk and not everybody's."""


class Weight(IntEnum):
    """What a line is worth to whoever wants to know what its author does."""

    CHATTER = 0
    TERM = 1
    CLAIM = 2


@dataclass(frozen=True, slots=True)
class Heard:
    """The signals of one line, and the professions that it names as not its author's."""

    signals: tuple[Signal, ...] = ()
    disowned: frozenset[ProfessionSlug] = frozenset()

    def claims(self, sector: SectorSlug) -> tuple[Signal, ...]:
        """Where the author says, hints or offers to do the sector's work, or names its place."""
        return tuple(one for one in self.signals if sector in one.entry.sectors and _claims(one))

    def talk(self, sector: SectorSlug) -> frozenset[str]:
        """The sector's work talk; the names of its professions, which anybody says, are none."""
        return frozenset(
            one.entry.phrase
            for one in self.signals
            if sector in one.entry.sectors
            and one.entry.kind is not Kind.NAME
            and one.weight >= _TALK
        )

    def disowns(self, professions: Set[ProfessionSlug], sector: SectorSlug) -> bool:
        """Is one of them named as somebody else's, wanted, past or denied, and nothing claimed?"""
        return not self.disowned.isdisjoint(professions) and not self.claims(sector)


@dataclass(frozen=True, slots=True)
class Ears:
    """Hears single lines with the words of the offline reader."""

    reader: Reader

    def weigh(self, text: str, answers: str | None = None) -> Weight:
        """What a text is worth before anybody reads it; cheap enough for thousands."""
        text = text[:_LONGEST]
        found = words.tokens(text)
        hits = list(self.reader.lexicon.find(found))
        if not hits:
            asked = answers is not None and context.asks_for_job(words.normalise(answers))
            return Weight.TERM if asked else Weight.CHATTER
        spoken = signals.of_text(text, found, hits, signals.Source(0, answers, None))
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
                slug
                for hit in named
                if found[hit.start].start not in owned
                for slug in hit.payload.professions
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
