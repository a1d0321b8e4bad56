"""A loopback Telegram for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core import db
from tests.wire import account, loopback
from tests.wire.scene import Scene


@pytest.fixture
async def oracle(tmp_path: Path) -> AsyncIterator[loopback.Loopback]:
    """A Telegram with a small world in it."""
    async with loopback.running(tmp_path) as oracle:
        yield oracle


@pytest.fixture
async def scene(
    oracle: loopback.Loopback, database: db.Database, database_url: str, tmp_path: Path
) -> AsyncIterator[Scene]:
    """The owner is logged in; at the end, nothing but reading may have happened."""
    made = await account.chosen(oracle, tmp_path)
    await account.log_in(oracle, made)
    scene = Scene(oracle, database, database_url, made, tmp_path)
    yield scene
    await scene.only_read()
