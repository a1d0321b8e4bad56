"""Which version counts is the owner's choice, and a way back is always there."""

import pytest
from sqlalchemy import select, update

from core import clock, db
from core.ai.offline.classifier import learned, training
from core.learning import queries, service
from core.learning.values import NEWEST, Figures, Idle, Score
from core.models import Classifier, ClassifierId, UserId
from tests import stored
from tests.core.learning import trades

TAXONOMY = trades.small()
BETTER = Figures(40, Score(0.5, 0.1), Score(0.8, 0.1))
WORSE = Figures(40, Score(0.5, 0.1), Score(0.4, 0.1))
FEW = Figures(29, Score(0.1, 0), Score(0.9, 0))
WEIGHTS = learned.pack(training.train(training.prepare(trades.cases(30), TAXONOMY)))


async def _add(
    database: db.Database, figures: Figures, people: tuple[int, ...] = (1, 2)
) -> ClassifierId:
    async with database.write() as session:
        learned_from = [UserId(each) for each in people]
        version = await queries.add(session, clock.now(), figures, learned_from, WEIGHTS, 0)
        await service.settle(session, version)
    return version


async def _use(database: db.Database, wanted: str) -> None:
    async with database.write() as session:
        await service.use(session, wanted)


async def _live(database: db.Database) -> ClassifierId | None:
    async with database.read() as session:
        return await session.scalar(select(Classifier.id).where(Classifier.live))


async def _forget(database: db.Database, user_id: int) -> None:
    async with database.write() as session:
        await service.forget(session, UserId(user_id))


async def _idle(database: db.Database) -> list[Idle | None]:
    async with database.read() as session:
        return [each.idle for each in await service.list_versions(session)]


async def test_the_newest_better_one_counts(database: db.Database) -> None:
    await _add(database, BETTER)
    second = await _add(database, BETTER)
    await _add(database, WORSE)
    await _add(database, FEW)
    assert await _live(database) == second
    assert await _idle(database) == [Idle.TOO_FEW, Idle.NOT_BETTER, None, Idle.REPLACED]


async def test_a_choice_of_none_holds_until_the_owner_says_newest(database: db.Database) -> None:
    await _add(database, BETTER)
    await _use(database, "none")
    assert await _live(database) is None
    second = await _add(database, BETTER)
    assert await _live(database) is None
    assert await _idle(database) == [Idle.NOT_CHOSEN, Idle.NOT_CHOSEN]
    await _use(database, "newest")
    assert await _live(database) == second
    third = await _add(database, BETTER)
    assert await _live(database) == third


async def test_an_older_version_comes_back_and_stays(database: db.Database) -> None:
    first = await _add(database, BETTER)
    await _add(database, BETTER)
    await _use(database, str(first))
    assert await _live(database) == first
    await _add(database, BETTER)
    assert await _live(database) == first


@pytest.mark.parametrize("wanted", ["7", "-1", "", "latest", "٣", "9" * 50])
async def test_a_version_that_is_not_there_changes_nothing(
    database: db.Database, wanted: str
) -> None:
    first = await _add(database, BETTER)
    with pytest.raises(service.UnknownVersionError):
        await _use(database, wanted)
    assert await _live(database) == first
    async with database.read() as session:
        assert await service.choice(session) == NEWEST


async def test_newest_without_a_better_one_is_the_plain_reader(database: db.Database) -> None:
    version = await _add(database, WORSE)
    await _use(database, str(version))
    assert await _live(database) == version
    await _use(database, "newest")
    assert await _live(database) is None


async def test_the_name_of_the_reader_tells_its_version(database: db.Database) -> None:
    version = await _add(database, BETTER)
    async with database.read() as session:
        reader = await service.live(session, trades.NOTHING, TAXONOMY)
        assert reader.name == f"offline 1 + learned {version}"
    await _use(database, "none")
    async with database.read() as session:
        assert await service.live(session, trades.NOTHING, TAXONOMY) is trades.NOTHING


async def test_a_damaged_version_leaves_the_plain_reader(
    database: db.Database, caplog: pytest.LogCaptureFixture
) -> None:
    await _add(database, BETTER)
    async with database.write() as session:
        await session.execute(update(Classifier).values(weights=b"rubbish"))
    async with database.read() as session:
        assert await service.live(session, trades.NOTHING, TAXONOMY) is trades.NOTHING
    assert "damaged" in caplog.text


async def test_versions_that_knew_somebody_are_forgotten_with_them(database: db.Database) -> None:
    await stored.person(database, 3, "Deniz")
    first = await _add(database, BETTER, (1, 2))
    await _add(database, BETTER, (1, 2, 3))
    await _forget(database, 3)
    async with database.read() as session:
        left = [each.id for each in await service.list_versions(session)]
    assert left == [first]
    assert await _live(database) is None


async def test_a_choice_of_a_forgotten_version_is_forgotten_too(database: db.Database) -> None:
    version = await _add(database, BETTER, (3,))
    await _use(database, str(version))
    await _forget(database, 3)
    async with database.read() as session:
        assert await service.choice(session) == NEWEST


async def test_forgetting_somebody_unknown_changes_nothing(database: db.Database) -> None:
    version = await _add(database, BETTER, (1, 2))
    await _forget(database, 3)
    assert await _live(database) == version
