"""Which readings are worth storing, and how right their readers have been."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from core.ai import calibration
from core.ai.calibration import Judged
from core.models import EvidenceKind, UserId
from core.professions.readings.values import Place, Stored, Tables
from core.professions.values import Proof, Read, State

_OFFLINE = "offline"


def is_offline(reader: str) -> bool:
    """Was it read on this machine without a model?"""
    return reader.startswith(_OFFLINE)


def tables(judged: Iterable[tuple[str, Judged]]) -> Tables:
    """The tables of both kinds of reader, moved by what the owner said of their guesses."""
    of_offline: list[Judged] = []
    of_models: list[Judged] = []
    for reader, one in judged:
        (of_offline if is_offline(reader) else of_models).append(one)
    return Tables(
        calibration.recalibrated(calibration.TABLE, of_offline),
        calibration.recalibrated(calibration.MODELS, of_models),
    )


def stands(
    read: Read,
    held: Mapping[UserId, str | None],
    said: Mapping[Place, tuple[int | None, str]],
) -> bool:
    """Is the person still to be read, and does each quote still stand in their words?"""
    person = read.due.user_id
    return person in held and all(
        _is_said(proof, person, held[person], said) for proof in read.evidence
    )


def _is_said(
    proof: Proof,
    person: UserId,
    bio: str | None,
    said: Mapping[Place, tuple[int | None, str]],
) -> bool:
    if proof.kind is EvidenceKind.BIO:
        return proof.quote in (bio or "")
    sender, text = said.get((proof.chat_id, proof.message_id), (None, ""))
    return sender == person and proof.quote in text


def is_news(read: Read, reader: str, newest: Stored | None) -> bool:
    """Does it say anything that the newest reading, of the same kind of reader, does not?"""
    if newest is None or is_offline(reader) != is_offline(newest.reader):
        return True
    if read.outcome.state is State.INSUFFICIENT and read.lines_read != newest.lines_read:
        return True
    bare = replace(read.outcome, evidence=())
    return (bare, read.evidence) != (newest.outcome, newest.evidence)
