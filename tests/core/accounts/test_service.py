"""What a collector says is kept, and a lost session is told once."""

from sqlalchemy import update

from core import clock, db
from core.accounts import rules, service, values
from core.models import Account, UserId
from core.outbox import service as outbox
from tests.core.accounts.test_rules import REPORT

ME = UserId(7)


async def _sign_in(database: db.Database) -> None:
    async with database.write() as session:
        session.add(Account(id=ME, name="Ayşe", username="ayse"))


async def _standing(database: db.Database) -> values.Standing:
    async with database.read() as session:
        (found,) = await service.standing(session)
        return found


async def test_a_collector_is_seen_running_until_it_says_that_it_stops(
    database: db.Database,
) -> None:
    await _sign_in(database)
    assert (await _standing(database)).report is None
    async with database.write() as session:
        await service.report(session, ME, REPORT)
    standing = await _standing(database)
    assert standing.report == REPORT
    assert rules.is_running(standing, clock.now())
    async with database.write() as session:
        await service.stopped(session, ME)
    standing = await _standing(database)
    assert standing.report is None
    assert not rules.is_running(standing, clock.now())


async def test_a_row_of_another_version_is_no_error(database: db.Database) -> None:
    await _sign_in(database)
    async with database.write() as session:
        await session.execute(update(Account).values(report={"old": 1}, lost_reason="eaten"))
    standing = await _standing(database)
    assert standing.report is None
    assert standing.lost_reason is values.LostReason.REVOKED


async def test_a_lost_session_is_told_once_and_not_at_all_if_it_is_back_in_time(
    database: db.Database,
) -> None:
    await _sign_in(database)
    for _ in range(2):
        async with database.write() as session:
            await service.lost(session, ME, values.LostReason.USED_TWICE)
    standing = await _standing(database)
    assert standing.lost_at is not None
    assert standing.lost_reason is values.LostReason.USED_TWICE
    async with database.read() as session:
        (notice,) = await outbox.waiting(session)
    assert notice.arguments == {"account": ME, "reason": "used_twice"}
    async with database.write() as session:
        await service.alive(session, ME)
    assert (await _standing(database)).lost_at is None
    async with database.read() as session:
        assert await outbox.waiting(session) == ()


async def test_what_is_said_of_an_account_that_is_not_stored_is_dropped(
    database: db.Database,
) -> None:
    async with database.write() as session:
        await service.report(session, ME, REPORT)
        assert await service.standing(session) == ()


async def test_a_session_that_is_found_dead_again_is_told_of_once(database: db.Database) -> None:
    await _sign_in(database)
    told = 0
    for _ in range(3):
        async with database.write() as session:
            await service.lost(session, ME, values.LostReason.REVOKED)
        async with database.write() as session:
            for notice in await outbox.waiting(session):
                await outbox.sent(session, notice.id)
                told += 1
    assert told == 1
