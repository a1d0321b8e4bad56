"""What tests stand on: a real Postgres, and a database of its own for each test."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
import redis

from core import addresses, db, models, queue, schema
from core.settings import Settings
from kimdir.embedded import redis as embedded
from kimdir.embedded import temporary
from tests import outside, servers
from tests.world.models import models as world_models
from tests.world.telegram.telegram import Telegram, simulated

MIGRATED = "migrated"
_NAMES = queue.names().qualified
QUEUE = (_NAMES.queue_table, _NAMES.queue_table_log, _NAMES.schedules_table)
TABLES = ", ".join((*models.Base.metadata.tables, *QUEUE))
_numbers = itertools.count(1)
outside.forbid()


@pytest.fixture(autouse=True)
def nobody_outside() -> Iterator[None]:
    """A test that tried to reach the outside fails, though its code took the refusal lightly."""
    outside.tried()
    yield
    assert not outside.tried()


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of whoever runs the tests, from the environment or a `.env`, reaches them."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def _sibling(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A Postgres for the whole run, with a migrated database."""
    with servers.quick_postgres() as url:
        asyncio.run(_execute(url, f"CREATE DATABASE {MIGRATED}"))

        async def migrate() -> None:
            database = db.Database(addresses.for_our_driver(_sibling(url, MIGRATED)))
            await schema.upgrade(database)
            await database.close()

        asyncio.run(migrate())
        yield url


@pytest.fixture
async def empty_database_url(postgres_url: str) -> AsyncIterator[str]:
    """The address of a database without a single table."""
    name = f"test_{next(_numbers)}"
    await _execute(postgres_url, f"CREATE DATABASE {name} TEMPLATE template0")
    yield addresses.for_our_driver(_sibling(postgres_url, name))
    await _execute(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database_url(postgres_url: str) -> str:
    """The address of a migrated, empty database."""
    await _execute(_sibling(postgres_url, MIGRATED), f"TRUNCATE {TABLES} RESTART IDENTITY CASCADE")
    return addresses.for_our_driver(_sibling(postgres_url, MIGRATED))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[db.Database]:
    """A migrated, empty database."""
    database = db.Database(database_url)
    yield database
    await database.close()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """A Redis for the whole run."""
    with temporary.home_for_a_while() as place, embedded.running(place) as address:
        yield address.url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The address of an empty Redis."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushdb()
    return redis_server


@pytest.fixture(name="models")
def models_of_ours() -> Iterator[world_models.Models]:
    """Models of Google, OpenAI and Ollama on this machine; complains at the end."""
    with world_models.simulated() as models:
        yield models


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    """A simulated Telegram, which every client of Telethon reaches; complains at the end."""
    with simulated() as telegram:
        yield telegram
