"""A choice counts at once, and rubbish in its place counts as none."""

from typing import Any

import pytest
from sqlalchemy import update

from core import db
from core.models import Preference
from core.preferences import service, values


async def test_collecting_is_on_until_the_owner_says_otherwise(database: db.Database) -> None:
    async with database.read() as session:
        assert await service.syncing(session)
    for on in (False, True, False):
        async with database.write() as session:
            await service.set_syncing(session, on=on)
        async with database.read() as session:
            assert await service.syncing(session) is on


@pytest.mark.parametrize(
    "stored", [{}, {"value": 0}, {"value": "no"}, {"value": None}, [1], "off", False, 0]
)
async def test_a_choice_of_another_type_is_the_default(database: db.Database, stored: Any) -> None:
    async with database.write() as session:
        await service.set_syncing(session, on=False)
        await session.execute(update(Preference).values(value=stored))
        assert await service.syncing(session)


async def test_a_choice_keeps_its_type(database: db.Database) -> None:
    async with database.write() as session:
        await service.put(session, values.Key.SYNCING, "so")
        assert await service.get(session, values.Key.SYNCING, default="not") == "so"
        assert await service.get(session, values.Key.SYNCING, default=1) == 1
