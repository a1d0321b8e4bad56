"""Vectors of messages: whose words get one, and when they lose it."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest
import stamina
from sqlalchemy import text

from core import addresses, db
from core.ai import asking
from core.ai.chain import embedding, patience
from core.embeddings import tasks
from core.intake import following, merge, preparing
from core.intake.values import Happened
from core.models import ChatId, MessageId, UserId
from tests import stored
from tests.core.ai.purse import Purse
from tests.core.intake import seen
from tests.world.models.models import Models
from tests.world.models.scripts import Fail
from tests.world.models.values import Asked

MODEL = "nomic-embed-text"
ANN, BOB = 11, 12
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """Trouble is sat out without waiting."""
    with stamina.set_testing(True, attempts=patience.ATTEMPTS, cap=True):
        yield


def _embedder(
    models: Models, purse: Purse | None = None, name: str = f"ollama:{MODEL}", **more: Any
) -> embedding.Embedder:
    made = embedding.prepare(models.settings(ai_embedding_model=name, **more), purse or Purse())
    assert made is not None
    return made


async def _embed(
    database: db.Database, models: Models, purse: Purse | None = None, **more: Any
) -> int:
    embedder = _embedder(models, purse, **more)
    try:
        return await tasks.embed(database, embedder)
    finally:
        await embedder.close()


async def _ann_says(database: db.Database, *texts: str, **fields: Any) -> ChatId:
    chat_id = await stored.chat(database)
    await stored.person(database, ANN, "Ayşe Yılmaz")
    await stored.says(database, chat_id, UserId(ANN), 1, *texts, **fields)
    return chat_id


async def _vectors(database: db.Database) -> dict[int, list[float]]:
    async with database.read() as session:
        found = await session.execute(text("SELECT message_id, vector::text FROM embeddings"))
        return {number: json.loads(vector) for number, vector in found}


async def _execute(database: db.Database, statement: str) -> None:
    async with database.write() as session:
        await session.execute(text(statement))


async def test_messages_get_vectors_once(database: db.Database, models: Models) -> None:
    chat_id = await _ann_says(database, "I fix cars", "and bikes")
    purse = Purse()

    assert await _embed(database, models, purse) == 2
    assert await _embed(database, models, purse) == 0

    assert {number: len(vector) for number, vector in (await _vectors(database)).items()} == {
        1: 768,
        2: 768,
    }
    (row,) = purse.rows
    assert row.call.sent == asking.Sent((ANN,), {chat_id: [2, 1]})


async def test_another_model_makes_vectors_of_its_own(
    database: db.Database, models: Models
) -> None:
    await _ann_says(database, "I fix cars")

    assert await _embed(database, models) == 1
    assert await _embed(database, models, name="google:gemini-embedding-001") == 1


async def test_the_newest_come_first_and_the_rest_with_the_next_run(
    database: db.Database, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "MOST", 3)
    await _ann_says(database, *(f"line {number}" for number in range(1, 6)))

    assert await _embed(database, models) == 3
    assert sorted(await _vectors(database)) == [3, 4, 5]
    assert await _embed(database, models) == 2


async def test_a_quick_look_finds_what_is_new_in_each_chat_and_a_whole_one_the_rest(
    database: db.Database, models: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "OF_CHAT", 2)
    await _ann_says(database, *(f"line {number}" for number in range(1, 5)))
    other = await stored.chat(database, peer=-1000000000078)
    await stored.says(database, other, UserId(ANN), 11, "in", "another", "chat")
    embedder = _embedder(models)

    assert await tasks.embed(database, embedder, everywhere=False) == 4
    assert sorted(await _vectors(database)) == [3, 4, 12, 13]
    assert await tasks.embed(database, embedder, everywhere=False) == 0
    assert await tasks.embed(database, embedder) == 3
    await embedder.close()


async def test_many_messages_go_in_calls_of_a_hundred(
    database: db.Database, models: Models
) -> None:
    await _ann_says(database, *(f"line {number}" for number in range(250)))

    assert await _embed(database, models) == 250
    assert [len(asked.texts) for asked in models.asked] == [100, 100, 50]


@pytest.mark.parametrize(
    "fields",
    [
        {"is_forward": True},
        {"deleted_at": stored.NOON},
        {"service_action": "pinned"},
    ],
    ids=str,
)
async def test_what_is_not_somebodys_own_words_is_not_sent(
    database: db.Database, models: Models, fields: dict[str, Any]
) -> None:
    await _ann_says(database, "I fix cars", **fields)

    assert await _embed(database, models) == 0
    assert not models.asked


async def test_blank_messages_are_not_sent(database: db.Database, models: Models) -> None:
    await _ann_says(database, "", " \n ", "words")

    assert await _embed(database, models) == 1
    assert models.asked[0].texts == ("words",)


async def test_ignored_people_are_not_sent(database: db.Database, models: Models) -> None:
    chat_id = await _ann_says(database, "I fix cars")
    await stored.person(database, BOB, "Bob", ignored_at=stored.NOON)
    await stored.says(database, chat_id, UserId(BOB), 5, "leave me alone")

    assert await _embed(database, models) == 1
    assert models.asked[0].texts == ("I fix cars",)


async def test_the_names_of_authors_are_masked_for_the_cloud_where_the_owner_wants_that(
    database: db.Database, models: Models
) -> None:
    await _ann_says(database, "Ayşe Yılmaz here")

    await _embed(database, models, name="google:gemini-embedding-001", ai_mask_names=True)

    assert "Yılmaz" not in models.asked[0].texts[0]


@pytest.mark.parametrize("change", ["text = 'I fix nothing'", "deleted_at = now()"])
async def test_a_vector_of_words_that_changed_meanwhile_is_not_stored(
    database: db.Database, models: Models, change: str
) -> None:
    await _ann_says(database, "I fix cars", "and bikes")
    loop = asyncio.get_running_loop()

    def changed(_asked: Asked) -> None:
        work = _execute(database, f"UPDATE messages SET {change} WHERE message_id = 1")
        asyncio.run_coroutine_threadsafe(work, loop).result()

    models.say(MODEL, changed)

    assert await _embed(database, models) == 1
    assert list(await _vectors(database)) == [2]


async def test_storing_waits_for_whoever_changes_the_chat(
    database: db.Database, database_url: str, models: Models
) -> None:
    chat_id = await _ann_says(database, "I fix cars")

    connection = await asyncpg.connect(addresses.for_psql(database_url))
    async with asyncio.TaskGroup() as group, connection.transaction():
        await merge.lock_chat(connection, chat_id)
        made = group.create_task(_embed(database, models))
        while not await connection.fetchval(WAITING):
            await connection.execute("SELECT pg_sleep(0.01)")
        await connection.execute("UPDATE messages SET text = 'I fix nothing'")
    await connection.close()

    assert made.result() == 0
    assert not await _vectors(database)


def _refuses(word: str, status: int = 400) -> Any:
    def said(asked: Asked) -> Fail | None:
        return Fail(status) if any(word in each for each in asked.texts) else None

    return said


@pytest.mark.parametrize("status", [400, 500])
async def test_texts_of_which_a_model_makes_nothing_do_not_stop_the_others(
    database: db.Database, models: Models, status: int
) -> None:
    await _ann_says(database, *(f"line {number}" for number in range(1, 41)))
    models.say(MODEL, _refuses("line 7", status))

    assert await _embed(database, models) == 40
    assert await _embed(database, models) == 0, "nor are they asked for again"

    vectors = await _vectors(database)
    assert [number for number, vector in vectors.items() if not any(vector)] == [7]
    assert {len(vector) for vector in vectors.values()} == {768}


async def test_a_model_that_makes_no_vectors_at_all_is_told_of_and_nothing_is_stored(
    database: db.Database, models: Models
) -> None:
    await _ann_says(database, *(f"line {number}" for number in range(1, 41)))
    models.fail(MODEL, 400, times=None)

    with pytest.raises(asking.NoUseError):
        await _embed(database, models)

    assert len(models.asked) == 2
    assert not await _vectors(database)


async def test_a_server_that_falls_over_every_text_is_waited_for(
    database: db.Database, models: Models
) -> None:
    await _ann_says(database, "I fix cars")
    models.fail(MODEL, 500, times=None)

    with pytest.raises(asking.NobodyAnswersError) as raised:
        await _embed(database, models)

    assert not isinstance(raised.value, asking.StumbledError)
    assert not await _vectors(database)


async def test_what_is_made_is_kept_when_the_budget_ends(
    database: db.Database, models: Models
) -> None:
    await _ann_says(database, *(f"line {number}" for number in range(150)))

    with pytest.raises(asking.BudgetSpentError):
        await _embed(database, models, Purse(room=1))

    assert len(await _vectors(database)) == 100


async def test_vectors_are_ordered_by_likeness(database: db.Database, models: Models) -> None:
    await _ann_says(database, "cars and bikes", "the tax return", "bikes and cars")
    await _embed(database, models)

    async with database.read() as session:
        nearest = await session.scalars(
            text(
                "SELECT message_id FROM embeddings ORDER BY vector <=> "
                "(SELECT vector FROM embeddings WHERE message_id = 1), message_id"
            )
        )
        assert list(nearest) == [1, 3, 2]


async def test_a_deleted_row_of_a_message_takes_its_vector_along(
    database: db.Database, models: Models
) -> None:
    await _ann_says(database, "I fix cars")
    await _embed(database, models)

    await _execute(database, "DELETE FROM messages")

    assert not await _vectors(database)


async def test_an_edited_message_gets_a_new_vector_and_a_deleted_one_loses_its_own(
    database: db.Database, models: Models
) -> None:
    chat_id = await seen.chat(database)
    first = seen.message(1, "I fix cars")
    await seen.record(database, chat_id, first, seen.message(2, "bikes"), seen.message(3, "hi"))
    await _embed(database, models)
    before = await _vectors(database)
    edited = first._replace(text="I paint walls", edited_at=seen.at(60))
    news = Happened(preparing.prepare([edited]), deleted=[MessageId(2)])

    async with database.write() as session:
        await following.happened(session, chat_id, news)

    assert await _vectors(database) == {3: before[3]}
    assert await _embed(database, models) == 1
    assert (await _vectors(database)).keys() == {1, 3}


async def test_a_message_that_is_deleted_alone_loses_its_vector(
    database: db.Database, models: Models
) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, seen.message(1, "I fix cars"))
    await _embed(database, models)

    async with database.write() as session:
        await following.happened(session, chat_id, Happened(deleted=[MessageId(1)]))

    assert not await _vectors(database)
