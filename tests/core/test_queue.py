"""Jobs are put into the queue with what they are about, once, and PgQueuer finds its tables."""

import pytest
from pgqueuer.adapters.persistence import qb
from pgqueuer.queries import Queries
from sqlalchemy import text

from core import db, queue


async def _jobs(database: db.Database) -> list[tuple[str, bytes]]:
    async with database.read() as session:
        rows = await session.execute(
            text("SELECT entrypoint, payload FROM queue.pgqueuer ORDER BY id")
        )
        return [(each.entrypoint, each.payload) for each in rows]


async def test_a_job_is_asked_for_once_until_it_is_done(database: db.Database) -> None:
    for key in ("5", "6", "5"):
        async with database.write() as session:
            await queue.enqueue(session, queue.Job.NEW_MESSAGES, key)
            await queue.enqueue(session, queue.Job.NEW_MESSAGES, key)
    assert await _jobs(database) == [("new_messages", b"5"), ("new_messages", b"6")]


async def test_a_job_is_gone_with_the_transaction_that_asked_for_it(
    database: db.Database,
) -> None:
    with pytest.raises(RuntimeError):
        async with database.write() as session:
            await queue.enqueue(session, queue.Job.NEW_MESSAGES, "5")
            raise RuntimeError
    assert await _jobs(database) == []


async def test_the_migrations_make_the_tables_that_pgqueuer_wants(database: db.Database) -> None:
    async with database.write() as session:
        queries = Queries.from_asyncpg_connection(await db.driver(session))
        queries.qbe = qb.QueryBuilderEnvironment(queue.names())
        plan = await queries.plan_upgrade()
    assert plan.statements == ()


async def test_no_name_of_the_queue_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("PGQUEUER_PREFIX", "PGQUEUER_SCHEMA", "QUEUE_TABLE", "CHANNEL", "TRIGGER"):
        monkeypatch.setenv(name, "elsewhere")
    queue.names.cache_clear()
    names = queue.names()
    queue.names.cache_clear()
    assert "elsewhere" not in names.model_dump().values()
