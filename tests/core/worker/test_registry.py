"""The worker by itself: what was stored is read, offline and by models, and nothing else is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from core import db, queue, settings
from core.embeddings import tasks as embeddings
from core.professions import service as professions
from core.professions.values import Label
from core.taxonomy.values import SectorSlug
from core.worker import registry
from core.worker.loop import Work, Worker
from tests.core.intake import seen
from tests.core.worker.working import asked, until
from tests.world.models.models import Models

SAID = (
    *(f"the lift is out of order again in block {number}" for number in range(40)),
    "I work as a nurse at the city hospital",
    "my shift in the ward ends at eight in the evening",
    "does anybody know when the market opens on sunday?",
)
NOBODY_WAITS = "SELECT FROM queue.pgqueuer WHERE status IN ('queued', 'picked')"
NOW = "UPDATE queue.pgqueuer SET execute_after = now() WHERE status = 'queued'"


async def _said(database: db.Database) -> None:
    chat = await seen.chat(database)
    await seen.record(database, chat, *(seen.message(n, text) for n, text in enumerate(SAID, 1)))
    await asked(database.url, NOW)


@asynccontextmanager
async def _working(database: db.Database, place: Path, **given: Any) -> AsyncIterator[Work]:
    loaded = settings.load(timezone="Europe/Berlin", minimum_messages=1, **given)
    stop = asyncio.Event()
    async with (
        registry.prepared(database, loaded, place) as work,
        asyncio.TaskGroup() as group,
    ):
        group.create_task(Worker().run(database, work, stop))
        yield work
        stop.set()


async def _done(url: str) -> bool:
    return not await asked(url, NOBODY_WAITS)


async def test_what_was_said_is_read_offline_by_itself(
    database: db.Database, database_url: str, tmp_path: Path
) -> None:
    await _said(database)
    async with _working(database, tmp_path):
        await until(lambda: _done(database_url))
    made = await asked(database_url, "SELECT reader, summary FROM insights")
    assert len(made) == len(SAID)
    assert all(each["summary"] is None for each in made)
    readings = await asked(database_url, "SELECT state, sector FROM readings")
    assert [tuple(each) for each in readings] == [("guess", "healthcare")]
    assert await asked(database_url, "SELECT FROM llm_calls") == []
    assert await asked(database_url, "SELECT FROM queue.pgqueuer") == []


async def test_where_there_are_models_they_are_asked_within_the_budget(
    database: db.Database, database_url: str, tmp_path: Path, models: Models
) -> None:
    await _said(database)
    given = models.overrides() | {"ai_models": "ollama:llama3.2,offline"}
    async with _working(database, tmp_path, **given):
        await until(lambda: _done(database_url))
    purposes = await asked(database_url, "SELECT DISTINCT purpose FROM llm_calls ORDER BY 1")
    assert [each["purpose"] for each in purposes] == ["insights", "profession"]
    assert len(await asked(database_url, "SELECT FROM insights")) == len(SAID)


async def test_a_spent_budget_puts_work_off_and_sets_nothing_aside(
    database: db.Database, database_url: str, tmp_path: Path, models: Models
) -> None:
    await _said(database)
    given = models.overrides() | {"ai_models": "google:gemini-2.5-flash", "ai_tokens_per_day": 1}

    async def put_off() -> bool:
        statement = "SELECT FROM queue.pgqueuer WHERE entrypoint = 'insights'"
        waits = f"{statement} AND status = 'queued' AND execute_after > now() + '1 min'"
        return bool(await asked(database_url, waits))

    async with _working(database, tmp_path, **given):
        await until(put_off)
    assert models.asked == []
    assert await asked(database_url, "SELECT FROM insights") == []
    rows = await asked(database_url, "SELECT DISTINCT status, attempts FROM queue.pgqueuer")
    assert [tuple(each) for each in rows] == [("queued", 0)]


async def test_what_is_not_wanted_leaves_the_queue_and_is_found_when_it_is(
    database: db.Database, database_url: str, tmp_path: Path
) -> None:
    await _said(database)
    async with _working(database, tmp_path, ai_insights=False) as work:
        await until(lambda: _done(database_url))
        await _plan(work, "sweep")
    assert await asked(database_url, "SELECT FROM insights") == []
    async with _working(database, tmp_path) as work:
        await _plan(work, "sweep")
        await until(lambda: _done(database_url))
    assert len(await asked(database_url, "SELECT FROM insights")) == len(SAID)


async def _plan(work: Work, what: str) -> None:
    (plan,) = [plan for plan in work.plans if plan.what == what]
    await plan.do()


async def test_each_plan_and_each_kind_of_job_does_no_harm_where_there_is_nothing_to_do(
    database: db.Database, database_url: str, tmp_path: Path, models: Models
) -> None:
    given = models.overrides() | {
        "ai_models": "ollama:llama3.2,offline",
        "ai_files": True,
        "ai_embedding_model": "ollama:nomic-embed-text",
    }
    async with _working(database, tmp_path, **given) as work:
        for plan in work.plans:
            await plan.do()
        assert {plan.what for plan in work.plans} == {
            "sweep",
            "vectors",
            "people",
            "learn",
            "lost calls",
            "prune",
        }
        assert set(work.handlers) == set(queue.Job)
        await until(lambda: _done(database_url))
    done = await asked(
        database_url, "SELECT DISTINCT entrypoint FROM queue.pgqueuer_log ORDER BY 1"
    )
    assert [each["entrypoint"] for each in done] == ["embeddings", "files", "learn", "people"]
    assert models.asked == []


async def test_where_many_vectors_lack_older_messages_are_looked_at_at_once(
    database: db.Database,
    database_url: str,
    tmp_path: Path,
    models: Models,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await _said(database)
    monkeypatch.setattr(embeddings, "OF_CHAT", 20)
    given = models.overrides() | {"ai_embedding_model": "ollama:nomic-embed-text"}
    async with _working(database, tmp_path, **given) as work:
        await _plan(work, "sweep")
        await until(lambda: _done(database_url))
    assert len(await asked(database_url, "SELECT FROM embeddings")) == len(SAID)


async def test_a_correction_asks_for_learning(database: db.Database, database_url: str) -> None:
    await _said(database)
    async with database.write() as session:
        await professions.correct(session, seen.ANN, Label(SectorSlug("education")))
    jobs = await asked(database_url, "SELECT entrypoint FROM queue.pgqueuer ORDER BY id")
    assert "learn" in [each["entrypoint"] for each in jobs]
