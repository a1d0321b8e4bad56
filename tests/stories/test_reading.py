"""The owner imports a chat, and the worker reads it by itself, whatever becomes of the models."""

import asyncio
import contextlib
import dataclasses
import io
import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import stamina
import time_machine
from rich.console import Console

from core import clock, db, queue
from core.ai.chain import patience
from core.settings import Settings
from core.worker import registry
from core.worker.loop import Worker
from kimdir import importing, status
from tests.core.imports import export
from tests.core.insights.asked import obedient
from tests.core.worker.working import QUICK, asked, until
from tests.world.models.models import Models
from tests.world.models.scripts import No
from tests.world.models.values import Asked, Provider

GEMINI, GPT, LLAMA = "gemini-2.5-flash", "gpt-4.1-mini", "llama3.2"
CHAIN = {Provider.GOOGLE: GEMINI, Provider.OPENAI: GPT, Provider.OLLAMA: LLAMA}
ENOUGH = 45
"""Messages that are read without waiting for silence."""
BUSY = "SELECT FROM queue.pgqueuer WHERE status = 'picked' OR execute_after < now() + '1 s'"
SENDERS = "SELECT DISTINCT sender_id FROM insights JOIN messages USING (chat_id, message_id)"
NOW = "UPDATE queue.pgqueuer SET execute_after = now() WHERE status = 'queued'"
ISTANBUL = ZoneInfo("Europe/Istanbul")


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    """A provider in trouble is asked again as often as ever, but at once."""
    with stamina.set_testing(True, attempts=patience.ATTEMPTS, cap=True):
        yield


def _plumber(asked: Asked) -> dict[str, Any]:
    """Insights of chats; and whoever is read is a plumber, by the first line."""
    if not asked.user.startswith("<<<"):
        return obedient(asked)
    return {
        "candidates": [{"label": "plumber", "sector": "construction_realestate", "confidence": 9}],
        "evidence": [{"line": 1, "quote": "I am a plumber"}],
    }


@pytest.fixture
def owner(models: Models, database_url: str) -> Settings:
    """Who has three providers, the first two in the cloud, and the offline reader."""
    for model in CHAIN.values():
        models.say(model, _plumber)
    chain = ", ".join(f"{provider}:{model}" for provider, model in CHAIN.items())
    return models.settings(
        f"{chain}, offline",
        cloud=True,
        database_url=database_url,
        timezone=ISTANBUL.key,
        ai_requests_per_minute=0,
        ai_money_per_day=0,
    )


async def _imports(
    database: db.Database, owner: Settings, folder: Path, *messages: Any, chat: int = 77
) -> None:
    path = export.write(folder, export.chat(*messages, id=chat))
    out = Console(file=io.StringIO())
    await importing.store(database, owner, path, ISTANBUL, None, out)


def _talk(person: int, many: int = ENOUGH) -> Iterator[Any]:
    for number in range(1, many + 1):
        text = f"I am a plumber, and this is pipe number {number} of mine"
        yield export.message(number, text, from_id=f"user{person}")


@contextlib.asynccontextmanager
async def _worker(database: db.Database, owner: Settings, home: Path) -> AsyncIterator[None]:
    stop = asyncio.Event()
    async with registry.prepared(database, owner, home) as work, asyncio.TaskGroup() as group:
        group.create_task(Worker().run(database, dataclasses.replace(work, times=QUICK), stop))
        yield
        stop.set()


async def _read(url: str) -> None:
    """Wait until what is put off for some seconds only has been done."""

    async def idle() -> bool:
        return not await asked(url, BUSY)

    await asked(url, NOW)
    await until(idle)


async def _readers(url: str) -> set[str]:
    """Who read the newest chat, and the person in it: the names of providers, or offline."""
    messages = (
        "SELECT DISTINCT reader FROM insights WHERE chat_id = (SELECT max(chat_id) FROM insights)"
    )
    person = "SELECT reader FROM readings ORDER BY user_id DESC, id DESC LIMIT 1"
    found = [*await asked(url, messages), *await asked(url, person)]
    return {re.split("[ :]", each["reader"])[0] for each in found}


def _goes_down(models: Models, provider: Provider) -> None:
    models.down(provider)


def _refuses_the_key(models: Models, provider: Provider) -> None:
    models.refuse(CHAIN[provider], No.KEY, times=None)


def _is_asked_too_much(models: Models, provider: Provider) -> None:
    models.fail(CHAIN[provider], 429, retry_after=1, times=None)


def _talks_rubbish(models: Models, provider: Provider) -> None:
    models.rubbish(CHAIN[provider], times=None)


@pytest.mark.parametrize(
    "breaks", [_goes_down, _refuses_the_key, _is_asked_too_much, _talks_rubbish]
)
async def test_people_and_messages_are_read_by_themselves_with_each_provider_down_in_turn(
    database: db.Database,
    owner: Settings,
    models: Models,
    tmp_path: Path,
    breaks: Callable[[Models, Provider], None],
) -> None:
    url = str(owner.database_url)
    async with _worker(database, owner, tmp_path):
        for chat, provider in enumerate((*CHAIN, None), 101):
            await _imports(database, owner, tmp_path, *_talk(chat), chat=chat)
            await _read(url)
            assert await _readers(url) == {provider or "offline"}
            if provider is not None:
                breaks(models, provider)
    assert len(await asked(url, "SELECT FROM insights")) == 4 * ENOUGH
    assert not await asked(url, "SELECT FROM queue.pgqueuer WHERE status = 'failed'")
    assert not await asked(url, "SELECT FROM llm_calls WHERE result IS NULL")


async def test_the_words_of_an_ignored_person_never_leave(
    database: db.Database, owner: Settings, models: Models, tmp_path: Path
) -> None:
    url = str(owner.database_url)
    bob = {"from": "Boborio", "from_id": "user12"}
    talk = [
        export.message(number, f"teapot {number}?", reply_to_message_id=number - 1, **bob)
        if number % 2
        else export.message(number, "I am a plumber: pipes!", reply_to_message_id=number - 1)
        for number in range(1, 3 * ENOUGH)
    ]
    await _imports(database, owner, tmp_path, *talk)
    await asked(url, "UPDATE users SET ignored_at = now() WHERE id = 12")
    async with _worker(database, owner, tmp_path):
        await _read(url)
    sent = [str(each.body) for each in models.asked]
    assert any("pipes!" in each for each in sent)
    assert not [each for each in sent if "teapot" in each or "Boborio" in each]
    assert {each["sender_id"] for each in await asked(url, SENDERS)} == {11}
    assert not await asked(url, "SELECT FROM readings WHERE user_id = 12")
    assert not await asked(url, "SELECT FROM llm_calls WHERE 12 = ANY(people)")


async def test_where_the_budget_is_used_up_work_waits_status_says_until_when_and_goes_on_then(
    database: db.Database, owner: Settings, models: Models, tmp_path: Path
) -> None:
    url = str(owner.database_url)
    poor = owner.model_copy(update={"ai_models": (f"google:{GEMINI}",), "ai_requests_per_day": 2})
    await _imports(database, poor, tmp_path, *_talk(11, 250))
    async with _worker(database, poor, tmp_path):
        await _read(url)
    assert len(models.asked) == 2
    out = Console(file=io.StringIO(), width=200)
    await status.show(poor, out)
    assert isinstance(out.file, io.StringIO)
    tomorrow = clock.midnight(clock.now(), ISTANBUL) + timedelta(days=1)
    until_when = f"{tomorrow.astimezone(ISTANBUL):%-d %b %Y, %H:%M}"
    told = f"Work for models waits until {until_when}: AI_REQUESTS_PER_DAY is used up."
    assert told in out.file.getvalue()
    assert not await asked(url, "SELECT FROM queue.pgqueuer WHERE status = 'failed'")
    with time_machine.travel(tomorrow + timedelta(seconds=1)):
        async with database.write() as session:
            await queue.enqueue(session, queue.Job.PEOPLE)
        async with _worker(database, poor, tmp_path):
            await _read(url)
    assert len(models.asked) == 4
    assert len(await asked(url, "SELECT FROM insights")) == 250
    assert await asked(url, "SELECT FROM readings WHERE reader LIKE 'google%'")
