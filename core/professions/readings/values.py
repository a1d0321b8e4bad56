"""Readings as they are stored."""

from dataclasses import dataclass
from typing import TypeAlias

from core.ai.calibration import Table
from core.models import ChatId, MessageId
from core.professions.values import Outcome, Proof

Place: TypeAlias = tuple[ChatId | None, MessageId | None]
"""Of a message; of none for a bio."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A reading; its outcome comes without the quotes, which are in the evidence."""

    reader: str
    outcome: Outcome
    evidence: tuple[Proof, ...]
    lines_read: int


@dataclass(frozen=True, slots=True)
class Tables:
    """How often each kind of reader is right, by how sure it feels."""

    offline: Table
    models: Table
