"""A loopback Telegram, and the owner who is logged in to it."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from core import db
from tests.wire import account, loopback
from tests.wire.scene import Scene


@pytest.fixture(scope="session")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A Telegram for the whole run; what one test does in it, the next ones find."""
    with loopback.launched(tmp_path_factory.mktemp("telegram")) as facts:
        yield facts


@pytest.fixture
async def oracle(facts: dict[str, Any]) -> AsyncIterator[loopback.Loopback]:
    """That Telegram, with nothing wrong with it at the beginning and at the end."""
    async with loopback.reached(facts) as oracle:
        usual = (await oracle.do("opts"))["mtproto"]
        yield oracle
        await oracle.do("clear_faults")
        await oracle.do("opts", mtproto=usual)
        await oracle.do("set_password", password=None)
        await oracle.do("up")


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
