"""What the guesses are held to, and how far they are from it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks import labelled, scores
from benchmarks.scores import Case

_SOURCES = ("spc", labelled.BLOGS, "synthpai", "toloka_ru_profiles", labelled.EPISODES)


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure beside what it shall be."""

    name: str
    wanted: float
    reached: float | None
    people: int
    """On how many it rests."""
    least: bool = True
    """The wanted is the least, not the most."""

    def line(self) -> str:
        """ "SynthPAI: sector  .48 +- .04 (n 166)  at least .45  ok"."""
        if self.reached is None:
            return f"{self.name:52}{'-':>6}   nothing to measure it on"
        good = self.reached >= self.wanted if self.least else self.reached <= self.wanted
        error = math.sqrt(self.reached * (1 - self.reached) / self.people)
        spread = f" +- {error:.3f} (n {self.people})" if self.least else f" (n {self.people})"
        bound = f"at {'least' if self.least else 'most'} {self.wanted:.2f}"
        return f"{self.name:52}{self.reached:>6.3f}{spread:20} {bound}  {_verdict(good)}"


def _verdict(good: bool) -> str:
    return "ok" if good else "SHORT"


def of(cases: Sequence[Case], traps: Sequence[bool]) -> Iterator[Goal]:
    """All of them; `traps` says of each trap whether nothing was guessed."""
    chat, blogs, personas, profiles, episodes = (
        [case for case in cases if case.row["source"] == source] for source in _SOURCES
    )
    sure = [case for case in chat if case.guessed and case.confidence >= scores.SURE]
    marked = [case for case in blogs if case.row.get("evidence_idx")]
    nobody = [case for case in whole_people(cases) if case.sector == scores.NOBODY]
    ranked = [case for case in whole_people(cases) if case.confidence]
    name = "Synthetic-Persona-Chat"
    yield Goal(f"{name}: sector", 0.66, scores.sector_accuracy(chat), len(chat))
    yield Goal(f"{name}: precision at >= {scores.SURE}", 0.9, scores.precision(sure), len(sure))
    yield Goal("blog_evident: sector", 0.52, scores.sector_accuracy(blogs), len(blogs))
    yield Goal("blog_evident: evidence hit", 0.75, scores.evidence_hits(blogs), len(marked))
    yield Goal("SynthPAI: sector", 0.45, scores.sector_accuracy(personas), len(personas))
    yield Goal("SynthPAI: top 3", 0.65, scores.sector_accuracy(personas, 3), len(personas))
    yield Goal("Toloka profiles: sector", 0.82, scores.sector_accuracy(profiles), len(profiles))
    yield Goal(
        f"Turkish tweets, {labelled.EPISODE} at a time: sector",
        0.85,
        scores.sector_accuracy(episodes),
        len(episodes),
    )
    yield Goal("Traps refused", 0.95, sum(traps) / len(traps) if traps else None, len(traps))
    error = scores.calibration_error(ranked)
    yield Goal("Calibration error, all people", 0.1, error, len(ranked), least=False)
    clean = scores.share(nobody, [not case.guessed for case in nobody])
    yield Goal('No profession claimed of people labelled "none"', 0.9, clean, len(nobody))


def whole_people(cases: Sequence[Case]) -> list[Case]:
    """Without the pieces that one person's messages were cut into."""
    return [case for case in cases if case.row["source"] != labelled.EPISODES]
