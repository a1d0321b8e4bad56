"""The doors to Postgres, and the only place that commits."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, NewType, cast

import asyncpg
from sqlalchemy import exc, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from core import addresses, doors, errors

ReadSession = NewType("ReadSession", AsyncSession)
"""A session in a read-only transaction."""

Session = NewType("Session", ReadSession)
"""A session whose transaction is committed when its scope ends well."""

FULL = "Postgres has no disk space, memory or connections left: free some and try again."
BROKEN = "Postgres broke the connection: try again."
GIVEN_WAY = "Postgres broke off a transaction in favour of another: try again."
_TOO_LONG_LOCKED = "55P03"
_CONNECTION_GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the driver's, where a connection dies while it is cleaned up
    exc.InterfaceError,
)


class DatabaseUnreachableError(errors.KimdirError):
    """Postgres does not answer, or refuses us."""


class DatabaseFullError(errors.KimdirError):
    """Postgres has no room left: disk, memory or connections."""


class Database:
    """Scopes over one pool of connections; `url` starts with postgresql+asyncpg://."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine: AsyncEngine = create_async_engine(
            url,
            connect_args={"server_settings": {"application_name": "kimdir"}},
            hide_parameters=True,
        )

    @asynccontextmanager
    async def read(self) -> AsyncIterator[ReadSession]:
        """A scope that sees one snapshot and cannot write."""
        async with self._session(
            {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        ) as session:
            yield ReadSession(session)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Session]:
        """A scope that is committed whole when it ends well, and leaves no trace otherwise."""
        with doors.shut():
            async with self._session({}) as session:
                yield Session(ReadSession(session))
                await session.commit()

    @asynccontextmanager
    async def migration(self) -> AsyncIterator[AsyncConnection]:
        """A scope for changes of the schema, committed whole when it ends well."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(unbroken())
            async with reached():
                connection = await stack.enter_async_context(self.engine.connect())
            await stack.enter_async_context(connection.begin())
            yield connection

    @asynccontextmanager
    async def _session(self, options: dict[str, Any]) -> AsyncIterator[AsyncSession]:
        async with unbroken(), AsyncSession(self.engine, expire_on_commit=False) as session:
            async with reached():
                await session.connection(execution_options=options)
            yield session

    @asynccontextmanager
    async def alone(self, lock: int) -> AsyncIterator[bool]:
        """Hold a lock of this database for the scope; False where another process holds it."""
        async with AsyncExitStack() as stack:
            async with reached():
                connection = await stack.enter_async_context(self.engine.connect())
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                held = await connection.scalar(select(func.pg_try_advisory_lock(lock)))
            stack.push_async_callback(connection.invalidate)
            yield bool(held)

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()


@asynccontextmanager
async def plain(database: Database, most: int) -> AsyncIterator[asyncpg.Pool]:
    """Connections of the driver's own, made when first needed, for what brings its own SQL."""
    async with AsyncExitStack() as stack:
        pool = await asyncpg.create_pool(
            addresses.for_psql(database.url),
            min_size=0,
            max_size=most,
            server_settings={"application_name": "kimdir"},
        )
        stack.callback(pool.terminate)
        yield pool
        async with unbroken():
            await pool.close()


async def driver(session: Session) -> asyncpg.Connection:
    """The asyncpg connection under a write scope, for COPY; it shares the transaction."""
    connection = await session.connection()
    raw = await connection.get_raw_connection()
    driver = cast(asyncpg.Connection, raw.driver_connection)
    if not driver.is_in_transaction():
        await connection.exec_driver_sql("SELECT")  # SQLAlchemy begins with its first statement
    return driver


@asynccontextmanager
async def reached() -> AsyncIterator[None]:
    """Around connecting alone: an OSError of the caller's own is not the database's."""
    try:
        yield
    except (OSError, asyncpg.PostgresError, exc.DBAPIError) as error:
        reason = getattr(error, "orig", None) or error
        raise DatabaseUnreachableError(
            f"Postgres cannot be reached ({type(reason).__name__}): check DATABASE_URL."
        ) from error


@asynccontextmanager
async def unbroken() -> AsyncIterator[None]:
    """Around statements: what Postgres complains of, as ours where trying again may help."""
    try:
        yield
    except _CONNECTION_GONE as error:
        raise DatabaseUnreachableError(BROKEN) from error
    except (asyncpg.PostgresError, exc.DBAPIError) as error:
        if getattr(error, "connection_invalidated", False):
            raise DatabaseUnreachableError(BROKEN) from error
        meant = _meant(str(getattr(getattr(error, "orig", error), "sqlstate", "")))
        if meant is None:
            raise
        raise meant from error


def _meant(state: str) -> errors.KimdirError | None:
    """What a code of Postgres means, where trying again later may help."""
    if state.startswith("53"):
        return DatabaseFullError(FULL)
    if state.startswith("57P"):
        return DatabaseUnreachableError(BROKEN)
    if state.startswith("40") or state == _TOO_LONG_LOCKED:
        return DatabaseUnreachableError(GIVEN_WAY)
    return None
