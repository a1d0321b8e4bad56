"""Reads one sentence, or a few, with the real taxonomy."""

from datetime import UTC, datetime, timedelta

from core.ai.offline import reader
from core.ai.values import Corpus, Line, Verdict
from core.professions import rules
from core.professions.values import Outcome
from core.taxonomy import catalogue

READER = reader.prepare(catalogue.load())
NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def corpus(*texts: str, bio: str | None = None, answers: str | None = None) -> Corpus:
    """Lines as one person sent them, newest first."""
    return Corpus(
        tuple(
            Line(number, text, NOON - timedelta(minutes=number), answers)
            for number, text in enumerate(texts)
        ),
        bio,
    )


def read(*texts: str, bio: str | None = None, answers: str | None = None) -> Verdict:
    """The checked verdict."""
    said = corpus(*texts, bio=bio, answers=answers)
    return rules.checked(READER.read(said), said)


def outcome(*texts: str, bio: str | None = None) -> Outcome:
    """What the rules make of it for a person with enough messages."""
    said = corpus(*texts, bio=bio)
    return rules.decide(rules.checked(READER.read(said), said), len(texts), 1)
