"""Databases for benchmarks, on a Postgres with its usual safety on."""

import contextlib
from collections.abc import AsyncIterator, Iterator

import asyncpg

from core import addresses
from kimdir.embedded import postgres, temporary


@contextlib.contextmanager
def durable() -> Iterator[str]:
    """The plain address of a Postgres as the owner runs it, gone afterwards."""
    with temporary.home_for_a_while() as place, postgres.running(place) as address:
        yield address.url


@contextlib.asynccontextmanager
async def own(url: str, name: str) -> AsyncIterator[str]:
    """The address, for our driver, of an empty database, gone afterwards."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield addresses.for_our_driver(f"{url.rpartition('/')[0]}/{name}")
        finally:
            await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await connection.close()
