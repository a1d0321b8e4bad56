"""Following a chat: its pages of history, its updates, and up to where they are stored.

Each call shares the transaction of its caller, which touches one chat, and locks it first.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from core import clock, db, errors, models
from core.intake import coverage, merge, queries, recording, redoing, rules
from core.intake.rules import Turned
from core.intake.stretches import Stretch
from core.intake.values import (
    AccountPosition,
    Happened,
    Page,
    Prepared,
    Recorded,
    UserSeen,
)


class MovedError(errors.KimdirError):
    """The chat no longer stands where the news begins; nothing of it was written."""


async def start(
    session: db.Session, chat_id: models.ChatId, *, pts: int | None, top: models.MessageId
) -> None:
    """Follow a chat from here on; called before its first page is asked, and without effect later.

    What an import brought is held for stale from then on.
    """
    connection = await db.driver(session)
    await merge.lock_chat(connection, chat_id)
    await coverage.start(connection, chat_id, pts, top)


async def pages(session: db.Session, chat_id: models.ChatId, pages: Sequence[Page]) -> Recorded:
    """Store pages of one chat's history, in the order in which they were answered.

    What is absent from a page within its extent is marked deleted, what is there lives again.
    """
    connection = await db.driver(session)
    await merge.lock_chat(connection, chat_id)
    read = rules.read(pages)
    gone: list[Turned] = []
    revived: list[Turned] = []
    for spare_imported, extents in ((False, read.extents), (True, read.bottoms)):
        for extent in extents:
            gone += await coverage.mark_absent(
                connection,
                chat_id,
                extent,
                read.kept,
                spare_imported=spare_imported,
                at=clock.now(),
            )
    stored = await recording.messages(connection, chat_id, read.prepared, models.Source.HISTORY)
    if len(stored.fresh) < len(read.prepared.messages):
        present = [message.id for message in read.prepared.messages]
        revived = await coverage.revive(connection, chat_id, present)
    stored.add(gone, revived, read.prepared.messages)
    users = [user for page in pages for user in page.users]
    whole = read.extents + read.bottoms
    recorded = await _settle(session, chat_id, users, read.prepared, stored, whole)
    await coverage.add_pages(connection, chat_id, whole, len(stored.fresh), read.total)
    return recorded


async def happened(session: db.Session, chat_id: models.ChatId, news: Happened) -> Recorded:
    """Store what updates said of a chat; raises MovedError where they do not continue its pts."""
    connection = await db.driver(session)
    await merge.lock_chat(connection, chat_id)
    if news.pts and await coverage.pts(connection, chat_id) != news.pts[0]:
        raise MovedError("The chat moved on while its news came.")
    stored = await recording.messages(connection, chat_id, news.messages, models.Source.LIVE)
    if news.deleted:
        gone = await coverage.mark(connection, chat_id, news.deleted, clock.now())
        stored.add(gone, (), news.messages.messages)
    recorded = await _settle(session, chat_id, news.users, news.messages, stored)
    after = news.pts[1] if news.pts else None
    await coverage.advance(connection, chat_id, len(stored.fresh), after, news.top)
    return recorded


async def skip(
    session: db.Session, chat_id: models.ChatId, *, pts: int | None, top: models.MessageId
) -> None:
    """Go on from here where Telegram no longer tells what happened: all ranges become stale."""
    connection = await db.driver(session)
    await merge.lock_chat(connection, chat_id)
    await coverage.skip(connection, chat_id, pts, top)


async def homes(
    session: db.ReadSession, account: models.UserId, ids: Iterable[models.MessageId]
) -> dict[models.ChatId, list[models.MessageId]]:
    """The private chats and basic groups of this account that hold these messages."""
    found: dict[models.ChatId, list[models.MessageId]] = {}
    for chat_id, message_id in await queries.homes(session, account, list(ids)):
        found.setdefault(chat_id, []).append(message_id)
    return found


async def position(session: db.ReadSession, account: models.UserId) -> AccountPosition:
    """Where the account stands in its own updates."""
    return await queries.position(session, account)


async def move_account(
    session: db.Session, account: models.UserId, position: AccountPosition
) -> None:
    """Note where the account stands in its own updates."""
    known = {
        "pts": position.pts,
        "qts": position.qts,
        "seq": position.seq,
        "state_date": position.date,
    }
    known = {column: value for column, value in known.items() if value is not None}
    if known:
        await queries.update_account(session, account, known)


async def block(
    session: db.Session, chat_id: models.ChatId, reason: str | None, retry_at: datetime | None
) -> None:
    """Say why nothing more of a chat can be had now, and when it is tried again; None: it can."""
    await queries.set_coverage(session, chat_id, {"blocked": reason, "retry_at": retry_at})


async def synced(session: db.Session, chat_id: models.ChatId, at: datetime) -> None:
    """Note when a chat was last compared with Telegram and found or made up to date."""
    await queries.set_coverage(session, chat_id, {"synced_at": at})


async def _settle(
    session: db.Session,
    chat_id: models.ChatId,
    users: Iterable[UserSeen],
    ready: Prepared,
    stored: recording.Stored,
    whole: Sequence[Stretch] = (),
) -> Recorded:
    """Note of people what was stored, and ask for work where there is something new."""
    connection = await db.driver(session)
    opened = rules.opened(stored.fresh)
    if opened:
        await queries.keep_topics(session, chat_id, opened)
    heard = await recording.people_of(connection, chat_id, users, ready.messages, stored)
    await redoing.reopen(session, chat_id, stored, ready.messages, whole)
    if heard:
        await redoing.ask_for_people(session)
    return stored.recorded
