"""What becomes of files; each call shares the transaction of its caller, one chat in each."""

from collections.abc import Sequence
from typing import Any

from core import clock, db
from core.files import queries, rules
from core.files.values import Captioned, Kept, Policy, Uncaptioned, Wanted
from core.intake import merge
from core.models import ChatId, FileState


async def chats(session: db.ReadSession, among: Sequence[ChatId], policy: Policy) -> list[ChatId]:
    """Which of these chats have files to fetch now."""
    return await queries.chats(session, among, policy, clock.now())


async def wanted(
    session: db.ReadSession, chat_id: ChatId, policy: Policy, limit: int
) -> list[Wanted]:
    """The newest files of a chat that are to be fetched now."""
    return await queries.wanted(session, chat_id, policy, clock.now(), limit)


async def still_wanted(
    session: db.ReadSession, policy: Policy, remote_ids: Sequence[int]
) -> set[int]:
    """Which of these files of Telegram's some tracked chat still lacks."""
    return await queries.still_wanted(session, policy, remote_ids)


async def held(session: db.ReadSession, remote_ids: Sequence[int]) -> dict[int, Kept]:
    """What we keep of these files of Telegram's; the same file may stand in many messages."""
    return await queries.held(session, remote_ids)


async def stored(session: db.Session, file: Wanted, remote_id: int, kept: Kept) -> None:
    """The bytes of a file are in the media folder."""
    what = {"sha256": kept.sha256, "path": kept.path, "size": kept.size, "remote_id": remote_id}
    fine = {"failure": None, "retry_at": None, "attempts": 0}
    await _settle(session, file, {"state": FileState.STORED, **what, **fine})


async def gone(session: db.Session, file: Wanted, why: str) -> None:
    """Telegram no longer has a file, or will not give it to us."""
    await _settle(session, file, {"state": FileState.GONE, "failure": why, "retry_at": None})


async def failed(session: db.Session, file: Wanted, why: str) -> None:
    """A file could not be fetched; it is tried again, each time later."""
    attempts = file.attempts + 1
    retry_at = clock.now() + rules.delay(attempts)
    what = {"failure": why, "attempts": attempts, "retry_at": retry_at}
    await _settle(session, file, what)


async def uncaptioned(
    session: db.ReadSession, mimes: Sequence[str], largest: int, limit: int
) -> list[Uncaptioned]:
    """The newest stored photos and documents that a model is to describe now.

    Of so many bytes at most; their MIME types begin with one of `mimes`.
    """
    return await queries.uncaptioned(session, mimes, largest, clock.now(), limit)


async def caption(session: db.ReadSession, sha256: str) -> Captioned | None:
    """What a model saw in this content, wherever it was sent."""
    return await queries.captioned(session, sha256)


async def captioned(session: db.Session, file: Uncaptioned, seen: Captioned) -> None:
    """A model has described a file."""
    what = {"ai_caption": seen.caption, "ai_tags": list(seen.tags), "captioned_by": seen.reader}
    fine = {"failure": None, "retry_at": None, "attempts": 0}
    await _note(session, file, {**what, **fine})


async def not_captioned(session: db.Session, file: Uncaptioned, why: str) -> None:
    """No model described a file; they are asked again, each time later, and not for ever."""
    attempts = file.attempts + 1
    retry_at = clock.now() + rules.delay(attempts)
    await _note(session, file, {"failure": why, "attempts": attempts, "retry_at": retry_at})


async def _note(session: db.Session, file: Uncaptioned, what: dict[str, Any]) -> None:
    await merge.lock_chat(await db.driver(session), file.chat_id)
    await queries.note(session, file, what)


async def _settle(session: db.Session, file: Wanted, what: dict[str, Any]) -> None:
    # Intake merges files from a snapshot under this lock: without it, it would undo our note.
    await merge.lock_chat(await db.driver(session), file.chat_id)
    await queries.settle(session, file.id, file.remote_id, what)
