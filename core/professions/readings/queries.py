"""Every question to the database about stored readings."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, exists, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on, insert

from core import db
from core.ai.calibration import Judged
from core.ai.values import Candidate
from core.models import (
    Correction,
    Evidence,
    Message,
    Profile,
    ProfileState,
    Reading,
    ReadingId,
    User,
    UserId,
)
from core.professions import values
from core.professions.readings.values import Place, Stored

_CANDIDATES = TypeAdapter(tuple[Candidate, ...])


async def hold(session: db.Session, people: Iterable[UserId]) -> dict[UserId, str | None]:
    """Those who are stored and not ignored, with their bios, until the transaction ends."""
    held = await session.execute(
        select(Profile.user_id, User.bio)
        .join(User, User.id == Profile.user_id)
        .where(Profile.user_id.in_(list(people)), User.ignored_at.is_(None))
        .order_by(Profile.user_id)
        .with_for_update(of=Profile, key_share=True)
    )
    return {row.user_id: row.bio for row in held}


async def said(
    session: db.Session, proofs: Iterable[values.Proof]
) -> dict[Place, tuple[int | None, str]]:
    """Senders and texts of the quoted messages that are not deleted; nobody erases them now."""
    places = {(proof.chat_id, proof.message_id) for proof in proofs if proof.message_id}
    if not places:
        return {}
    found = await session.execute(
        select(Message.chat_id, Message.message_id, Message.sender_id, Message.text)
        .where(
            tuple_(Message.chat_id, Message.message_id).in_(places), Message.deleted_at.is_(None)
        )
        .order_by(Message.chat_id, Message.message_id)
        .with_for_update(read=True, key_share=True)
    )
    return {(chat, message): (sender, text) for chat, message, sender, text in found}


def lost() -> ColumnElement[bool]:
    """Does a quote of the newest reading not stand any more? Of the profile and user outside."""
    newest = (
        select(func.max(Reading.id))
        .where(Reading.user_id == Profile.user_id)
        .correlate(Profile)
        .scalar_subquery()
    )
    gone = (
        select(Evidence.reading_id)
        .outerjoin(
            Message,
            (Message.chat_id == Evidence.chat_id) & (Message.message_id == Evidence.message_id),
        )
        .where(
            Evidence.reading_id == newest,
            or_(
                Message.deleted_at.is_not(None),
                func.strpos(func.coalesce(Message.text, User.bio, ""), Evidence.quote) == 0,
            ),
        )
    )
    return exists(gone.correlate(Profile, User))


async def newest(session: db.ReadSession, people: Sequence[UserId]) -> dict[UserId, Stored]:
    """The reading of each person that was made last."""
    last = (
        select(Reading)
        .where(Reading.user_id.in_(people))
        .ext(distinct_on(Reading.user_id))
        .order_by(Reading.user_id, Reading.id.desc())
    )
    readings = {reading.id: reading for reading in await session.scalars(last)}
    proofs: dict[ReadingId, list[values.Proof]] = {}
    for row in await session.scalars(
        select(Evidence)
        .where(Evidence.reading_id.in_(list(readings)))
        .order_by(Evidence.reading_id, Evidence.position)
    ):
        proofs.setdefault(row.reading_id, []).append(_proof(row))
    return {
        reading.user_id: Stored(
            reading.reader,
            _outcome(reading),
            tuple(proofs.get(reading.id, ())),
            reading.lines_read,
        )
        for reading in readings.values()
    }


def _proof(row: Evidence) -> values.Proof:
    return values.Proof(row.kind, row.chat_id, row.message_id, row.quote, tuple(row.keywords))


def _outcome(reading: Reading) -> values.Outcome:
    return values.Outcome(
        values.State(reading.state.value),
        _candidates(reading.alternatives),
        reading.raw_confidence,
    )


def _candidates(stored: object) -> tuple[Candidate, ...]:
    """None where what is stored was not written by this version of Kimdir."""
    try:
        return _CANDIDATES.validate_python(stored)
    except ValidationError:
        return ()


async def save(
    session: db.Session, reader: str, at: datetime, readings: Sequence[values.Read]
) -> None:
    """Store readings with their evidence, in the order of the people's ids."""
    if not readings:
        return
    ids = await session.scalars(
        insert(Reading).returning(Reading.id, sort_by_parameter_order=True),
        [_row(reader, at, reading) for reading in readings],
    )
    evidence = [
        {
            "reading_id": reading_id,
            "position": position,
            "kind": proof.kind,
            "chat_id": proof.chat_id,
            "message_id": proof.message_id,
            "quote": proof.quote,
            "keywords": list(proof.keywords),
        }
        for reading_id, reading in zip(ids, readings, strict=True)
        for position, proof in enumerate(reading.evidence)
    ]
    if evidence:
        await session.execute(insert(Evidence), evidence)


def _row(reader: str, at: datetime, reading: values.Read) -> dict[str, object]:
    outcome = reading.outcome
    best = outcome.candidates[0] if outcome.state is values.State.GUESS else None
    return {
        "user_id": reading.due.user_id,
        "read_at": at,
        "state": ProfileState(outcome.state.value),
        "profession": best.profession if best else None,
        "sector": best.sector if best else None,
        "raw_confidence": outcome.raw_confidence,
        "confidence": best.confidence if best else None,
        "alternatives": [
            {
                "profession": candidate.profession,
                "sector": candidate.sector,
                "confidence": candidate.confidence,
            }
            for candidate in outcome.candidates
        ],
        "reader": reader,
        "lines_read": reading.lines_read,
    }


async def judged(session: db.ReadSession) -> list[tuple[str, Judged]]:
    """Readers and their guesses on which the owner's word stands: was the sector right?"""
    standing = (
        select(func.max(Correction.id))
        .where(Correction.undone_at.is_(None))
        .group_by(Correction.user_id)
    )
    found = await session.execute(
        select(Reading.reader, Reading.raw_confidence, Reading.sector == Correction.sector)
        .join(Correction, Correction.reading_id == Reading.id)
        .where(
            Correction.id.in_(standing),
            Reading.state == ProfileState.GUESS,
            Reading.raw_confidence.is_not(None),
        )
    )
    return [(reader, Judged(felt or 0, right)) for reader, felt, right in found]
