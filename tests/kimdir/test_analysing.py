"""`kimdir analyse`, as its user sees it."""

import io

import pytest
from rich.console import Console
from typer.testing import CliRunner

from core import db
from core.models import UserId
from core.professions import service
from kimdir import agreeing, analysing, cli
from kimdir.analysing import Choice
from tests import stored
from tests.core.insights import asked
from tests.world.models.models import Models

LLAMA = "ollama:llama3.2, offline"
GEMINI = "google:gemini-2.5-flash, offline"


@pytest.fixture
def out() -> Console:
    return Console(file=io.StringIO(), width=80)


def _printed(out: Console) -> str:
    assert isinstance(out.file, io.StringIO)
    return " ".join(out.file.getvalue().split())


async def _talk(database: db.Database) -> None:
    chat_id = await stored.chat(database)
    usta = await stored.person(database, 5, "Usta")
    texts = (f"I am a plumber, and this is job number {number} of mine" for number in range(7))
    await stored.says(database, chat_id, usta, 1, *texts)


@pytest.mark.parametrize(
    ("last", "person", "everybody", "limit"),
    [
        (5, 1, False, None),
        (5, None, True, None),
        (None, 1, True, None),
        (5, None, False, 3),
        (None, 1, False, 3),
    ],
)
def test_wishes_that_exclude_each_other_are_told(
    last: int | None, person: int | None, everybody: bool, limit: int | None
) -> None:
    with pytest.raises(analysing.ContradictionError):
        analysing.chosen(last=last, person=person, everybody=everybody, limit=limit, agreed=False)


async def test_offline_it_costs_nothing_and_asks_nobody(
    database: db.Database, models: Models, out: Console
) -> None:
    await _talk(database)
    await analysing.read(database, models.settings("offline"), Choice(), out)
    assert "0 tokens, $0, offline. People read offline: 1. With a guess: 1" in _printed(out)
    assert not models.asked


async def test_newest_messages_are_read_once(
    database: db.Database, models: Models, out: Console
) -> None:
    await _talk(database)
    loaded = models.settings("offline")
    await analysing.read(database, loaded, Choice(last=4), out)
    assert "Messages: 4. 0 tokens, $0, offline. Messages read: 4." in _printed(out)
    await analysing.read(database, loaded, Choice(last=4), out)
    assert "have been read already" in _printed(out)
    await analysing.read(database, models.settings(LLAMA), Choice(last=4), out)
    assert len(models.asked) == 1


async def test_nothing_goes_to_the_cloud_before_somebody_agrees(
    database: db.Database, models: Models, out: Console
) -> None:
    await _talk(database)
    loaded = models.settings(GEMINI)
    with pytest.raises(agreeing.NobodyToAskError, match="--yes"):
        await analysing.read(database, loaded, Choice(last=4), out)
    assert not models.asked
    assert "Messages: 4, in 1 calls by google:gemini-2.5-flash. At most" in _printed(out)
    await analysing.read(database, loaded, Choice(last=4, agreed=True), out)
    assert len(models.asked) == 1


async def test_a_limit_that_is_used_up_ends_it_and_the_same_command_goes_on(
    database: db.Database, models: Models, out: Console
) -> None:
    await _talk(database)
    models.say("gemini-2.5-flash", asked.obedient)
    loaded = models.settings(GEMINI, ai_requests_per_day=1)
    await analysing.read(database, loaded, Choice(last=4, agreed=True), out)
    with pytest.raises(SystemExit):
        await analysing.read(database, loaded, Choice(last=7, agreed=True), out)
    assert "AI_REQUESTS_PER_DAY" in _printed(out)
    more = models.settings(GEMINI, ai_requests_per_day=9)
    await analysing.read(database, more, Choice(last=7, agreed=True), out)
    assert _printed(out).endswith("Messages read: 3.")


async def test_a_cloud_behind_an_own_model_is_agreed_to_as_well(
    database: db.Database, models: Models, out: Console
) -> None:
    await _talk(database)
    loaded = models.settings("ollama:llama3.2, google:gemini-2.5-flash")
    with pytest.raises(agreeing.NobodyToAskError):
        await analysing.read(database, loaded, Choice(last=4), out)
    assert "Where it does not answer: google:gemini-2.5-flash." in _printed(out)


async def test_one_person_is_read_now_and_as_often_as_the_owner_likes(
    database: db.Database, models: Models, out: Console
) -> None:
    await _talk(database)
    loaded = models.settings(LLAMA)
    for _ in range(2):
        await analysing.read(database, loaded, Choice(person=UserId(5)), out)
    assert len(models.asked) == 2
    assert "People: 1 by ollama:llama3.2, from 7 messages. At most" in _printed(out)


@pytest.mark.parametrize("number", [5, -5, 10**20])
async def test_nobody_of_an_unknown_id_is_read(
    database: db.Database, models: Models, out: Console, number: int
) -> None:
    loaded = models.settings("offline")
    with pytest.raises(service.NobodyError, match="Nobody with this id"):
        await analysing.read(database, loaded, Choice(person=UserId(number)), out)


@pytest.mark.parametrize("option", ["--last", "--limit"])
def test_a_number_that_no_column_holds_is_a_wrong_option(option: str) -> None:
    told = CliRunner().invoke(cli.app, ["analyse", option, str(10**20)])
    assert told.exit_code == 2
    assert f"Invalid value for '{option}'" in told.output


async def test_somebody_new_goes_to_no_cloud_before_somebody_agrees(
    database: db.Database, models: Models, out: Console
) -> None:
    await _talk(database)
    for choice in (Choice(), Choice(everybody=True), Choice(person=UserId(5))):
        with pytest.raises(agreeing.NobodyToAskError):
            await analysing.read(database, models.settings(GEMINI), choice, out)
    assert not models.asked
    assert "People read offline: 1. With a guess: 1" in _printed(out)


async def test_everybody_is_read_offline_and_so_many_by_models(
    database: db.Database, models: Models, out: Console
) -> None:
    await _talk(database)
    await analysing.read(database, models.settings(LLAMA), Choice(everybody=True, limit=1), out)
    assert "The offline reading stands for 1 more." in _printed(out)


async def test_people_who_have_to_wait_are_not_said_to_have_nothing_new(
    database: db.Database, models: Models, out: Console
) -> None:
    await _talk(database)
    loaded = models.settings("google:gemini-2.5-flash", ai_requests_per_day=1, ai_tokens_per_day=1)
    with pytest.raises(SystemExit) as ended:
        await analysing.read(database, loaded, Choice(agreed=True), out)
    assert ended.value.code == 1
    told = _printed(out)
    assert "Nobody has anything new to read by models" not in told
    assert "Models are done for now: go on from" in told
