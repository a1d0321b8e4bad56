"""Figures of merit over labelled people: accuracy, coverage, precision, calibration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.professions.values import Outcome, State

NOBODY = "none"
"""The label of people who do not work or do not say; not knowing is the right answer for them."""
SURE = 80
LEANS_FROM = 20
"""Confidence from which a leaning that is not shown ranks before "none", whoever it is about."""
_BINS = 15
_TOP = 3


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled person and what was made of them."""

    row: Mapping[str, Any]
    outcome: Outcome
    profession: str | None
    """What the label maps to in the taxonomy."""
    quoted: frozenset[int]
    """Numbers of the messages that are quoted as evidence."""

    @property
    def sector(self) -> str:
        """The labelled one."""
        return str(self.row["label_sector"])

    @property
    def guessed(self) -> bool:
        """Is there a guess to show?"""
        return self.outcome.state is State.GUESS

    @property
    def leans(self) -> bool:
        """Is something ranked first, be it shown or not?"""
        likely = self.outcome.candidates
        return self.guessed or (bool(likely) and likely[0].confidence >= LEANS_FROM)

    @property
    def confidence(self) -> int:
        """Of what is ranked first; 0 for "none"."""
        return self.outcome.candidates[0].confidence if self.leans else 0

    def sectors(self) -> list[str]:
        """Best first; what the person would be offered, and "none" before it or after it."""
        likely = dict.fromkeys(str(one.sector) for one in self.outcome.candidates)
        return [*likely, NOBODY] if self.leans else [NOBODY, *likely]

    def right(self, top: int = 1) -> bool:
        """Is the labelled sector among the first?"""
        return self.sector in self.sectors()[:top]

    def named(self, family: Mapping[str, frozenset[str]], top: int = 1) -> bool:
        """Is the labelled profession among the first? Its parent and kinds are right as well."""
        wanted = family.get(self.profession or "", frozenset())
        places = top if self.leans else top - 1
        return any(one.profession in wanted for one in self.outcome.candidates[:places])


def share(cases: Sequence[Case], good: Sequence[bool]) -> float | None:
    """Part of the cases that are good; None where there are no cases."""
    return sum(good) / len(cases) if cases else None


def sector_accuracy(cases: Sequence[Case], top: int = 1) -> float | None:
    """Over everybody; not knowing is right only for people labelled "none"."""
    return share(cases, [case.right(top) for case in cases])


def working_accuracy(cases: Sequence[Case], top: int = 1) -> float | None:
    """Over people with a job only: not knowing is wrong."""
    return sector_accuracy([case for case in cases if case.sector != NOBODY], top)


def profession_accuracy(
    cases: Sequence[Case], family: Mapping[str, frozenset[str]], top: int = 1
) -> float | None:
    """Over people whose label maps to a profession."""
    known = [case for case in cases if case.profession]
    return share(known, [case.named(family, top) for case in known])


def coverage(cases: Sequence[Case]) -> float | None:
    """Part of the people about whom there is a guess."""
    return share(cases, [case.guessed for case in cases])


def precision(cases: Sequence[Case], least: int = 0) -> float | None:
    """Part of the guesses with at least this confidence whose sector is right."""
    sure = [case for case in cases if case.guessed and case.confidence >= least]
    return share(sure, [case.right() for case in sure])


def best_precision(cases: Sequence[Case], part: float) -> float | None:
    """Precision of the surest guesses that make up this part of the people."""
    guessed = sorted((case for case in cases if case.guessed), key=lambda c: -c.confidence)
    kept = guessed[: round(part * len(cases))]
    return precision(kept)


def calibration_error(cases: Sequence[Case]) -> float | None:
    """Expected calibration error of the sectors ranked first, in 15 bins; "none" has no bin."""
    guessed = [case for case in cases if case.leans]
    if not guessed:
        return None
    bins: dict[int, list[Case]] = {}
    for case in guessed:
        bins.setdefault(-(-case.confidence * _BINS // 100), []).append(case)
    return sum(
        abs(sum(case.right() for case in one) - sum(case.confidence for case in one) / 100)
        for one in bins.values()
    ) / len(guessed)


def calibration_error_of_all(cases: Sequence[Case]) -> float | None:
    """The same spread over everybody, as published figures count: no guess is no error."""
    error = calibration_error(cases)
    return None if error is None else error * sum(case.leans for case in cases) / len(cases)


def macro_f1(cases: Sequence[Case]) -> float | None:
    """Mean F1 over the labelled sectors, "none" among them."""
    if not cases:
        return None
    pairs = [(case.sector, case.sectors()[0]) for case in cases]
    scores = []
    for sector in {wanted for wanted, _ in pairs}:
        hits = sum(wanted == got == sector for wanted, got in pairs)
        counts = sum(wanted == sector for wanted, _ in pairs) + sum(
            got == sector for _, got in pairs
        )
        scores.append(2 * hits / counts)
    return sum(scores) / len(scores)


def evidence_hits(cases: Sequence[Case]) -> float | None:
    """Part of the people with marked evidence of whom a marked message was quoted."""
    marked = [case for case in cases if case.row.get("evidence_idx")]
    return share(marked, [bool(case.quoted & set(case.row["evidence_idx"])) for case in marked])
