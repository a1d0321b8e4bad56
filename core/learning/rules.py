"""When to learn, and what may count."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from core.ai.values import Verdict
from core.learning.values import NEWEST, Figures, Idle, Score, Since
from core.professions import rules
from core.professions.values import State
from core.taxonomy.values import SectorSlug

EVERY = timedelta(hours=6)
MESSAGES = 1000
CORRECTIONS = 10
ENOUGH = 30
"""Standing corrections from which on a version may go live."""


def is_due(since: Since, now: datetime) -> bool:
    """Whether to learn: only from news, and not for each bit of it."""
    if not since.corrections:
        return False
    return (
        since.at is None
        or since.corrections >= CORRECTIONS
        or since.messages >= MESSAGES
        or now - since.at >= EVERY
    )


def is_better(figures: Figures) -> bool:
    """Whether a version deserves to count: it gets more right, and fewer more of them wrong."""
    gained = figures.after.right - figures.before.right
    lost = figures.after.wrong - figures.before.wrong
    return figures.corrections >= ENOUGH and gained > 0 and round(gained - lost, 6) > 0


def idle(figures: Figures, choice: str) -> Idle:
    """Why a version that is not live is not."""
    if figures.corrections < ENOUGH:
        return Idle.TOO_FEW
    if not is_better(figures):
        return Idle.NOT_BETTER
    return Idle.REPLACED if choice == NEWEST else Idle.NOT_CHOSEN


def score(verdicts: Sequence[Verdict], sectors: Sequence[SectorSlug]) -> Score:
    """How often the sector of what would be shown as a guess is right, and how often not."""
    outcomes = [rules.decide(verdict, 1, 1) for verdict in verdicts]
    guessed = [
        outcome.candidates[0].sector == sector
        for outcome, sector in zip(outcomes, sectors, strict=True)
        if outcome.state is State.GUESS
    ]
    right = sum(guessed)
    return Score(right / len(verdicts), (len(guessed) - right) / len(verdicts))
