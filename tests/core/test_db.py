"""Scopes commit whole or not at all, reading scopes cannot write, and failures are sentences."""

import asyncio

import asyncpg
import pytest
from sqlalchemy import exc, select, text

from core import clock, db, doors
from core.models import Search

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


async def _words(database: db.Database) -> list[str]:
    async with database.read() as session:
        return list(await session.scalars(select(Search.words)))


async def test_a_writing_scope_that_fails_leaves_no_trace(database: db.Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.write() as session:
            session.add(Search(words="avukat", used_at=clock.now()))
            await session.flush()
            _ = 1 / 0
    assert await _words(database) == []


async def test_a_reading_scope_cannot_write(database: db.Database) -> None:
    with pytest.raises(exc.DBAPIError, match="read-only transaction"):
        async with database.read() as session:
            await session.execute(text("DELETE FROM searches"))


async def test_a_reading_scope_sees_one_snapshot(database: db.Database) -> None:
    async with database.read() as session:
        before = (await session.scalars(select(Search.words))).all()
        async with database.write() as other:
            other.add(Search(words="avukat", used_at=clock.now()))
        assert (await session.scalars(select(Search.words))).all() == before
    assert await _words(database) == ["avukat"]


async def test_copy_shares_the_transaction_of_its_scope(database: db.Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.write() as session:
            connection = await db.driver(session)
            await connection.copy_records_to_table(
                "searches", records=[("avukat", clock.now())], columns=["words", "used_at"]
            )
            _ = 1 / 0
    assert await _words(database) == []


async def test_no_network_call_is_made_inside_a_writing_scope(database: db.Database) -> None:
    doors.refuse_in_transaction("Telegram")
    async with database.write():
        with pytest.raises(doors.NetworkInTransactionError, match="Telegram"):
            doors.refuse_in_transaction("Telegram")
    async with database.read():
        doors.refuse_in_transaction("Telegram")


@pytest.mark.parametrize(
    "wrong",
    [
        "postgresql+asyncpg://kimdir:x@127.0.0.1:1/kimdir",
        "postgresql+asyncpg://kimdir:x@nowhere.invalid/kimdir",
    ],
)
async def test_a_database_that_is_not_there_is_a_sentence(wrong: str) -> None:
    database = db.Database(wrong)
    with pytest.raises(db.DatabaseUnreachableError, match="check DATABASE_URL"):
        async with database.read():
            pass


async def test_a_wrong_password_is_a_sentence_without_it(database_url: str) -> None:
    user, _, rest = database_url.partition("@")
    database = db.Database(f"{user.rpartition(':')[0]}:not-this-one@{rest}")
    with pytest.raises(db.DatabaseUnreachableError) as caught:
        async with database.write():
            pass
    assert "not-this-one" not in str(caught.value)


async def test_an_error_of_ones_own_is_not_blamed_on_the_database(database: db.Database) -> None:
    with pytest.raises(FileNotFoundError):
        async with database.read():
            raise FileNotFoundError


async def test_a_server_that_goes_away_in_the_middle_is_a_sentence(
    database: db.Database, database_url: str
) -> None:
    with pytest.raises(db.DatabaseUnreachableError, match="try again"):
        async with database.read() as session:
            pid = await session.scalar(text("SELECT pg_backend_pid()"))
            other = await asyncpg.connect(database_url.replace("+asyncpg", ""))
            await other.execute("SELECT pg_terminate_backend($1)", pid)
            await other.close()
            await session.scalar(text("SELECT 1"))


async def test_a_lock_of_one_process_is_not_given_to_another(
    database: db.Database, database_url: str
) -> None:
    other = db.Database(database_url)
    async with database.alone(7) as first, other.alone(7) as second, other.alone(8) as third:
        assert (first, second, third) == (True, False, True)
    async with other.alone(7) as freed:
        assert freed
    await other.close()


@pytest.mark.parametrize("driven", [True, False])
@pytest.mark.parametrize(
    ("state", "error"),
    [
        ("53100", db.DatabaseFullError),
        ("57P01", db.DatabaseUnreachableError),
        ("55P03", db.DatabaseUnreachableError),
    ],
)
async def test_what_passes_is_a_sentence_whichever_way_it_was_asked(
    database: db.Database, state: str, error: type[Exception], *, driven: bool
) -> None:
    fails = f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$"
    with pytest.raises(error, match="try again"):
        async with database.write() as session:
            if driven:
                await (await db.driver(session)).execute(fails)
            else:
                await session.execute(text(fails))


@pytest.mark.parametrize("driven", [True, False])
async def test_a_mistake_of_ours_is_not_called_anything_else(
    database: db.Database, *, driven: bool
) -> None:
    with pytest.raises((asyncpg.DataError, exc.DBAPIError), match="division by zero"):
        async with database.write() as session:
            if driven:
                await (await db.driver(session)).execute("SELECT 1 / 0")
            else:
                await session.execute(text("SELECT 1 / 0"))


@pytest.mark.parametrize("driven", [True, False])
async def test_a_transaction_that_gave_way_to_another_is_to_be_tried_again(
    database: db.Database, database_url: str, *, driven: bool
) -> None:
    other = await asyncpg.connect(
        database_url.replace("+asyncpg", ""), server_settings={"deadlock_timeout": "1h"}
    )
    await other.execute("SELECT pg_advisory_lock(1)")
    async with asyncio.TaskGroup() as group:
        with pytest.raises(db.DatabaseUnreachableError, match="another: try again"):
            async with database.write() as session:
                await session.execute(text("SET LOCAL deadlock_timeout = '1ms'"))
                await session.execute(text("SELECT pg_advisory_xact_lock(2)"))
                group.create_task(other.execute("SELECT pg_advisory_lock(2)"))
                while not await session.scalar(text(WAITING)):
                    pass
                if driven:
                    connection = await db.driver(session)
                    await connection.execute("SELECT pg_advisory_xact_lock(1)")
                else:
                    await session.execute(text("SELECT pg_advisory_xact_lock(1)"))
    await other.close()


async def test_a_migration_that_waits_too_long_for_a_table_is_to_be_tried_again(
    database: db.Database,
) -> None:
    async with database.read() as reading:
        await reading.scalars(select(Search.words))
        with pytest.raises(db.DatabaseUnreachableError, match="another: try again"):
            async with database.migration() as connection:
                await connection.execute(text("SET LOCAL lock_timeout = '1ms'"))
                await connection.execute(text("ALTER TABLE searches ADD COLUMN more int"))
