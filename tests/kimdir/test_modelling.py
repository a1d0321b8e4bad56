"""`kimdir model`, as its user sees it."""

import io

import pytest
from rich.console import Console

from core import clock, db, settings
from core.learning import queries, service
from core.learning.values import Figures, Score
from core.models import UserId
from core.professions import service as professions
from core.professions.values import Label
from core.taxonomy.values import SectorSlug
from kimdir import modelling
from tests import stored
from tests.core.learning import trades


@pytest.fixture
def out() -> Console:
    return Console(file=io.StringIO(), width=80)


def _printed(out: Console) -> str:
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


async def _add(database: db.Database, figures: Figures) -> None:
    async with database.write() as session:
        version = await queries.add(session, clock.now(), figures, [UserId(1)], b"", 0)
        await service.settle(session, version)


async def test_before_anything_is_learned_it_says_how(database: db.Database, out: Console) -> None:
    await modelling.show(database, settings.load(), out)
    assert "Nothing is learned yet" in _printed(out)


async def test_the_list_tells_figures_and_why_not(database: db.Database, out: Console) -> None:
    await _add(database, Figures(29, Score(0.6, 0), Score(0.9, 0)))
    await _add(database, Figures(43, Score(0.68, 0.1), Score(0.79, 0.1)))
    await _add(database, Figures(50, Score(0.7, 0.1), Score(0.7, 0.1)))
    await modelling.show(database, settings.load(timezone="Europe/Istanbul"), out)
    shown = [" ".join(line.split()) for line in _printed(out).splitlines()]
    assert shown[0] == "Version Made Corrections Right Wrong"
    assert shown[1].endswith("50 70 → 70 % 10 → 10 % not live: not better")
    assert shown[2].endswith("43 68 → 79 % 10 → 10 % live")
    assert shown[3].endswith("29 60 → 90 % 0 → 0 % not live: below 30")
    assert all(len(line) <= 80 for line in _printed(out).splitlines())


@pytest.mark.parametrize(("wanted", "told"), [("none", "none"), ("1", "version 1")])
async def test_a_choice_is_told_with_the_way_back(
    database: db.Database, out: Console, wanted: str, told: str
) -> None:
    await _add(database, Figures(43, Score(0.68, 0), Score(0.79, 0)))
    await modelling.show(database, settings.load(), out, wanted)
    assert f"You chose {told}." in _printed(out)
    assert "kimdir model use newest" in _printed(out)


async def test_learning_now_needs_corrections(database: db.Database, out: Console) -> None:
    await modelling.learn_now(database, out)
    assert _printed(out).startswith("Nothing was learned")


async def test_learning_now_tells_what_came_of_it(database: db.Database, out: Console) -> None:
    chat_id = await stored.chat(database)
    for number in (1, 2):
        user_id = await stored.person(database, number, f"P{number}")
        await stored.says(database, chat_id, user_id, 100 * number, *trades.talk("law", number))
        async with database.write() as session:
            await professions.correct(session, user_id, Label(SectorSlug("law")))
    await modelling.learn_now(database, out)
    assert "Version 1, 2 corrections: " in _printed(out)
    assert "not live: below 30" in _printed(out)
