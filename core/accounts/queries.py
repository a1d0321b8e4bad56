"""Every question to the database about accounts."""

from datetime import datetime
from typing import Any

from sqlalchemy import null, select, update

from core import db
from core.accounts import rules, values
from core.models import Account, UserId


async def keep_report(
    session: db.Session, account: UserId, report: dict[str, Any] | None, at: datetime | None
) -> None:
    """Store what a collector says of itself; None for both where none runs."""
    kept = null() if report is None else report
    await session.execute(
        update(Account).where(Account.id == account).values(report=kept, reported_at=at)
    )


async def mark(
    session: db.Session, account: UserId, lost_at: datetime | None, reason: str | None
) -> None:
    """Store whether the session is dead; None for both while it lives."""
    await session.execute(
        update(Account).where(Account.id == account).values(lost_at=lost_at, lost_reason=reason)
    )


async def standing(session: db.ReadSession) -> tuple[values.Standing, ...]:
    """Every account, the one heard of last first."""
    accounts = await session.scalars(
        select(Account).order_by(Account.reported_at.desc().nulls_last(), Account.id)
    )
    return tuple(
        values.Standing(
            id=each.id,
            name=each.name,
            username=each.username,
            lost_at=each.lost_at,
            lost_reason=rules.reason(each.lost_reason),
            takeout_after=each.takeout_after,
            report=rules.parsed(each.report),
            reported_at=each.reported_at,
        )
        for each in accounts
    )


async def takeout(session: db.ReadSession, account: UserId) -> tuple[int | None, datetime | None]:
    """The takeout session of an account, and from when on the next one may be asked for."""
    found = await session.execute(
        select(Account.takeout_id, Account.takeout_after).where(Account.id == account)
    )
    row = found.one_or_none()
    return (row.takeout_id, row.takeout_after) if row else (None, None)


async def keep_takeout(
    session: db.Session, account: UserId, takeout_id: int | None, after: datetime | None
) -> None:
    """Store the takeout session of an account, and from when on the next may be asked for."""
    await session.execute(
        update(Account)
        .where(Account.id == account)
        .values(takeout_id=takeout_id, takeout_after=after)
    )
