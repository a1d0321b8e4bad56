"""What a collector says of itself, and what becomes of its session."""

from core import clock, db
from core.accounts import queries, rules, values
from core.models import UserId
from core.outbox import service as outbox
from core.outbox.values import NoticeKind


async def report(session: db.Session, account: UserId, said: values.Report) -> None:
    """Keep what the collector says of itself, and that it said so now."""
    await queries.keep_report(session, account, rules.dumped(said), clock.now())


async def stopped(session: db.Session, account: UserId) -> None:
    """The collector ends well: nothing runs from this moment on."""
    await queries.keep_report(session, account, None, None)


async def lost(session: db.Session, account: UserId, reason: values.LostReason) -> None:
    """The session is dead; the owner is told, once."""
    known = [each for each in await queries.standing(session) if each.id == account]
    if any(each.lost_at is not None for each in known):
        return
    await queries.mark(session, account, clock.now(), reason)
    await stopped(session, account)
    told: dict[str, int | str] = {"account": account, "reason": reason}
    await outbox.put(session, NoticeKind.SESSION_LOST, _lost(account), told)


async def alive(session: db.Session, account: UserId) -> None:
    """The account is signed in; a notice of its loss that still waits is taken back."""
    await queries.mark(session, account, None, None)
    await outbox.take_back(session, _lost(account))


async def standing(session: db.ReadSession) -> tuple[values.Standing, ...]:
    """Every account with what its collector last said, the one heard of last first."""
    return await queries.standing(session)


def _lost(account: UserId) -> str:
    return f"session_lost:{account}"
