"""Learning is done in a process of its own."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import update

from core import db
from core.learning import apart, service, tasks
from core.models import Correction
from tests import stored
from tests.core.learning import trades

TAXONOMY = trades.small()


async def test_a_profession_that_the_taxonomy_lost_spoils_no_version(
    database: db.Database,
) -> None:
    people = await trades.corrected(database, await stored.chat(database), 30)
    async with database.write() as session:
        await session.execute(
            update(Correction)
            .where(Correction.user_id == people[0])
            .values(profession="lamplighter")
        )
    learned = await tasks.learn(database, trades.NOTHING, TAXONOMY)
    assert learned is not None
    async with database.read() as session:
        live = await service.live(session, trades.NOTHING, TAXONOMY)
    assert live.name == f"offline 1 + learned {learned.id}"


async def test_where_the_process_that_learns_dies_nothing_is_stored(
    database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await trades.corrected(database, await stored.chat(database), 5)

    async def dies(*given: Any) -> None:
        *_, study = given
        study.process.kill()
        await study.process.wait()

    monkeypatch.setattr(tasks, "_gather", dies)
    with pytest.raises(apart.LearningError):
        await tasks.learn(database, trades.NOTHING, TAXONOMY)
    async with database.read() as session:
        assert await service.list_versions(session) == []


async def test_a_stop_while_it_learns_leaves_no_process_behind(
    database: db.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await trades.corrected(database, await stored.chat(database), 5)
    begun: asyncio.Future[apart.Study] = asyncio.get_running_loop().create_future()

    async def waits(*given: Any) -> None:
        begun.set_result(given[-1])
        await asyncio.Event().wait()

    monkeypatch.setattr(tasks, "_gather", waits)
    async with asyncio.TaskGroup() as group:
        learning = group.create_task(tasks.learn(database, trades.NOTHING, TAXONOMY))
        study = await begun
        learning.cancel()
    assert study.process.returncode is not None
