"""Insights are made once, of what a message says now, whatever happens meanwhile."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from core import clock, db
from core.ai import messages
from core.ai.asking import BudgetSpentError
from core.ai.chain.chain import Chain
from core.insights import rules, service, tasks
from core.insights.values import Stretch
from core.intake import following, preparing
from core.intake.values import Happened, MessageSeen, Page, UserSeen
from core.models import ChatId, MessageId
from tests.core.ai.purse import Purse
from tests.core.insights import asked
from tests.core.intake import seen
from tests.core.intake.seen import BOB
from tests.world.models.models import Models

TALK = "the lift in block {} is broken again"


def _talk(first: int, last: int, **more: Any) -> list[MessageSeen]:
    return [seen.message(n, TALK.format(n), **more) for n in range(first, last + 1)]


async def _hear(database: db.Database, chat_id: ChatId, *said: MessageSeen, **more: Any) -> None:
    async with database.write() as session:
        news = Happened(preparing.prepare(said), **more)
        await following.happened(session, chat_id, news)


async def _page(
    database: db.Database, chat_id: ChatId, first: int, last: int, *said: MessageSeen
) -> None:
    async with database.write() as session:
        page = Page((MessageId(first), MessageId(last)), preparing.prepare(said))
        await following.pages(session, chat_id, [page])


async def _read_all(database: db.Database, chain: Chain) -> int:
    """Do every job of insights that waits; gives how many there were."""
    stretches = await asked.take(database)
    for stretch in stretches:
        await tasks.read(database, chain, *stretch)
    return len(stretches)


async def _done(database: db.Database) -> tuple[str, str]:
    (row,) = await seen.rows(database, "SELECT done::text, planned::text FROM insight_progress")
    return row["done"], row["planned"]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets seconds pass."""
    passed = timedelta(0)
    real: Callable[[], datetime] = clock.now

    def pass_(seconds: float) -> None:
        nonlocal passed
        passed += timedelta(seconds=seconds)

    monkeypatch.setattr(clock, "now", lambda: real() + passed)
    return pass_


async def test_a_chat_is_due_after_a_minute_of_silence(
    database: db.Database, later: Callable[[float], None]
) -> None:
    chat_id = await seen.chat(database)
    await _hear(database, chat_id, *_talk(1, 3))
    left = await tasks.plan(database, chat_id)
    assert left is not None
    assert 55 < left.total_seconds() <= 60
    assert await asked.jobs(database, "insights") == []
    later(61)
    assert await tasks.plan(database, chat_id) is None
    assert await asked.jobs(database, "insights") == [f"{chat_id} 1 3"]
    assert await tasks.plan(database, chat_id) is None
    assert len(await asked.jobs(database, "insights")) == 1


async def test_forty_messages_are_due_at_once_and_asked_for_at_once(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    for number in range(1, 40):
        await _hear(database, chat_id, *_talk(number, number))
    delays = (
        "SELECT execute_after > now() + interval '30 seconds' AS later FROM queue.pgqueuer"
        " WHERE entrypoint = 'new_messages' ORDER BY id"
    )
    assert [row["later"] for row in await seen.rows(database, delays)] == [True]
    await _hear(database, chat_id, *_talk(40, 40))
    assert [row["later"] for row in await seen.rows(database, delays)] == [True, False]
    await tasks.plan(database, chat_id)
    assert await asked.jobs(database, "insights") == [f"{chat_id} 1 40"]


async def test_an_import_of_twenty_thousand_asks_for_one_look_and_twenty_stretches(
    database: db.Database, models: Models
) -> None:
    chat_id = await seen.chat(database)
    for first in range(1, 20_000, 5_000):
        await seen.record(database, chat_id, *_talk(first, first + 4_999))
    assert await asked.jobs(database, "new_messages") == [str(chat_id)]
    assert await tasks.plan(database, chat_id) is None
    stretches = await asked.jobs(database, "insights")
    assert len(stretches) == 20
    assert stretches[0] == f"{chat_id} 19901 20000"
    await tasks.plan(database, chat_id)
    assert len(await asked.jobs(database, "insights")) == 20
    async with asked.chained(models, "offline") as chain:
        await asked.end(database, "new_messages")
        assert await _read_all(database, chain) == 20
    assert await asked.jobs(database, "new_messages") == [str(chat_id)]
    await tasks.plan(database, chat_id)
    assert (await asked.jobs(database, "insights"))[0] == f"{chat_id} 17901 18000"


async def test_what_is_made_is_stored_with_who_made_it(
    database: db.Database, models: Models
) -> None:
    chat_id = await seen.chat(database)
    models.say(asked.MODEL, asked.obedient)
    await seen.record(database, chat_id, *_talk(1, 50), seen.message(51, "ok 👍"))
    await tasks.plan(database, chat_id)
    async with asked.chained(models) as chain:
        await _read_all(database, chain)
    made = await asked.readers(database)
    assert len(made) == 51
    assert made[1] == asked.READER
    assert made[51] == "offline insights 1"
    assert len(models.asked) == 1
    assert await _done(database) == ("{[1,52)}", "{}")
    assert await asked.waiting(database) == 0
    summary = await seen.only(database, "SELECT summary FROM insights WHERE message_id = 7")
    assert summary == "Says that the lift in block 7 is broken again"


async def test_neither_service_messages_nor_those_without_text_nor_ignored_ones_have_insights(
    database: db.Database, models: Models
) -> None:
    chat_id = await seen.chat(database)
    models.say(asked.MODEL, asked.obedient)
    joined = seen.message(2, "", service_action="joined")
    forwarded = seen.message(4, "these are the words of Bob", is_forward=True, forward_peer_id=BOB)
    said = _talk(1, 1), [joined, seen.message(3, ""), forwarded], _talk(5, 6, sender_id=BOB)
    answer = seen.message(7, "I do not agree with this at all", reply_to=MessageId(6))
    await seen.record(
        database, chat_id, *said[0], *said[1], *said[2], answer, users=(UserSeen(BOB, "Bob"),)
    )
    async with database.write() as session:
        await (await db.driver(session)).execute(
            "UPDATE users SET ignored_at = now() WHERE id = 12"
        )
    async with asked.chained(models) as chain:
        await tasks.read(database, chain, chat_id, MessageId(1), MessageId(9))
    assert list(await asked.readers(database)) == [1, 7]
    (question,) = models.asked
    assert "Bob" not in question.user
    assert "block 6" not in question.user


async def test_an_edited_message_is_made_anew_and_a_deleted_one_forgotten(
    database: db.Database, models: Models, later: Callable[[float], None]
) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, *_talk(1, 5))
    later(61)
    await tasks.plan(database, chat_id)
    async with asked.chained(models, "offline") as chain:
        await _read_all(database, chain)
        edited = seen.message(2, "the lift works now", edited_at=seen.at(900))
        await _hear(database, chat_id, edited, deleted=[MessageId(4)])
        assert list(await asked.readers(database)) == [1, 3, 5]
        assert await _done(database) == ("{[1,2),[3,6)}", "{}")
        later(61)
        await tasks.plan(database, chat_id)
        assert await asked.jobs(database, "insights") == [f"{chat_id} 2 2"]
        await _read_all(database, chain)
    assert list(await asked.readers(database)) == [1, 2, 3, 5]
    words = await seen.only(database, "SELECT keywords FROM insights WHERE message_id = 2")
    assert "works" in words


async def test_an_insight_is_kept_where_the_same_message_comes_again(
    database: db.Database, models: Models
) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, *_talk(1, 50))
    await tasks.plan(database, chat_id)
    async with asked.chained(models, "offline") as chain:
        await _read_all(database, chain)
    await _page(database, chat_id, 1, 50, *_talk(1, 50))
    assert await _done(database) == ("{[1,51)}", "{}")
    assert len(await asked.readers(database)) == 50


async def test_a_message_that_lives_again_is_made_anew(
    database: db.Database, models: Models
) -> None:
    chat_id = await seen.chat(database)
    await _page(database, chat_id, 1, 50, *_talk(1, 50))
    await tasks.plan(database, chat_id)
    async with asked.chained(models, "offline") as chain:
        await _read_all(database, chain)
    await _page(database, chat_id, 1, 50, *_talk(1, 49))
    assert len(await asked.readers(database)) == 49
    await _page(database, chat_id, 1, 50, *_talk(1, 50))
    assert (await _done(database))[0] == "{[1,50)}"


@pytest.mark.parametrize("deleted", [False, True])
async def test_what_changes_between_reading_and_saving_gets_no_stale_insight(
    database: db.Database, models: Models, deleted: bool
) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, *_talk(1, 50))
    await tasks.plan(database, chat_id)
    stretch = Stretch(chat_id, MessageId(1), MessageId(50))
    changed = seen.message(7, "the lift works now", edited_at=seen.at(900))
    async with database.read() as session:
        batch = await service.batch(session, stretch)
    async with asked.chained(models, "offline") as chain:
        if deleted:
            await _hear(database, chat_id, deleted=[MessageId(7)])
        else:
            await _hear(database, chat_id, changed)
        await asked.end(database, "new_messages")
        made = await messages.read_messages(chain, chat_id, batch.lines)
    async with database.write() as session:
        await service.save(session, batch, made)
    assert sorted(await asked.readers(database)) == [n for n in range(1, 51) if n != 7]
    again = [] if deleted else [str(chat_id)]
    assert await asked.jobs(database, "new_messages") == again
    assert await _done(database) == ("{[1,51)}" if deleted else "{[1,7),[8,51)}", "{}")


async def test_two_workers_on_one_stretch_write_once(
    database: db.Database, models: Models
) -> None:
    chat_id = await seen.chat(database)
    models.say(asked.MODEL, asked.obedient)
    await seen.record(database, chat_id, *_talk(1, 50))
    await tasks.plan(database, chat_id)
    (stretch,) = await asked.take(database)
    async with asked.chained(models) as chain:
        await asyncio.gather(
            tasks.read(database, chain, *stretch), tasks.read(database, chain, *stretch)
        )
        made = await seen.rows(database, "SELECT DISTINCT made_at FROM insights")
        assert len(made) == 1
        assert len(models.asked) == 2
        await tasks.read(database, chain, *stretch)
    assert len(models.asked) == 2
    assert await _done(database) == ("{[1,51)}", "{}")


async def test_history_that_arrives_in_a_gap_of_what_is_done_is_made_too(
    database: db.Database, models: Models, later: Callable[[float], None]
) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, *_talk(1, 10), *_talk(900, 910))
    later(61)
    await tasks.plan(database, chat_id)
    async with asked.chained(models, "offline") as chain:
        await _read_all(database, chain)
        assert (await _done(database))[0] == "{[1,911)}"
        gap = [message for message in _talk(200, 400) if message.id % 3]
        await _page(database, chat_id, 11, 899, *gap)
        assert (await _done(database))[0] == "{[1,200),[401,911)}"
        await tasks.plan(database, chat_id)
        assert await _read_all(database, chain) == 2
    assert len(await asked.readers(database)) == 21 + len(gap)
    assert (await _done(database))[0] == "{[1,911)}"


async def test_a_flood_into_a_planned_stretch_is_planned_anew(
    database: db.Database, models: Models
) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, *_talk(1, 30), *_talk(9_000, 9_030))
    await tasks.plan(database, chat_id)
    await seen.record(database, chat_id, *_talk(100, 3_100))
    async with asked.chained(models, "offline") as chain:
        assert await _read_all(database, chain) == 1
        assert len(await asked.readers(database)) == 100
        for _ in range(3):
            await tasks.plan(database, chat_id)
            await _read_all(database, chain)
    assert len(await asked.readers(database)) == 61 + 3_001
    assert (await _done(database))[0] == "{[1,9031)}"


async def test_a_spent_budget_stores_nothing_and_loses_nothing(
    database: db.Database, models: Models
) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, *_talk(1, 50))
    await tasks.plan(database, chat_id)
    (stretch,) = await asked.take(database)
    broke = Chain(models.settings(f"ollama:{asked.MODEL}, offline"), Purse(room=0))
    with pytest.raises(BudgetSpentError):
        await tasks.read(database, broke, *stretch)
    assert await asked.readers(database) == {}
    assert await _done(database) == ("{}", "{[1,51)}")


async def test_a_stretch_whose_job_was_lost_is_planned_anew(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, *_talk(1, 50))
    await tasks.plan(database, chat_id)
    async with database.read() as session:
        assert await service.sweep(session) == []
    await asked.take(database)
    async with database.read() as session:
        assert await service.sweep(session) == [chat_id]
    await tasks.plan(database, chat_id)
    assert await asked.jobs(database, "insights") == [f"{chat_id} 1 50"]


async def test_a_stretch_that_was_set_aside_blocks_nothing_else(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, *_talk(1, 50))
    await tasks.plan(database, chat_id)
    async with database.write() as session:
        await (await db.driver(session)).execute(
            "UPDATE queue.pgqueuer SET status = 'failed' WHERE entrypoint = 'insights'"
        )
    await seen.record(database, chat_id, *_talk(51, 100))
    await tasks.plan(database, chat_id)
    assert await asked.jobs(database, "insights") == [f"{chat_id} 51 100"]
    async with database.read() as session:
        figures = await service.figures(session)
    assert (figures.waiting, figures.outstanding, figures.set_aside) == (100, 1, 1)


async def test_a_chat_that_is_gone_has_nothing_to_do(
    database: db.Database, models: Models
) -> None:
    assert await tasks.plan(database, ChatId(99)) is None
    async with asked.chained(models, "offline") as chain:
        assert await tasks.read(database, chain, ChatId(99), MessageId(1), MessageId(9)) == 0
    assert await seen.rows(database, "SELECT * FROM insight_progress") == []


async def test_by_hand_a_model_reads_again_what_rules_had_made(
    database: db.Database, models: Models
) -> None:
    chat_id = await seen.chat(database)
    await seen.record(database, chat_id, *_talk(1, 250), seen.message(251, "спасибо"))
    async with asked.chained(models, "offline") as chain:
        await tasks.plan(database, chat_id)
        await _read_all(database, chain)
    models.say(asked.MODEL, asked.obedient)
    async with asked.chained(models) as chain:
        stretches = await tasks.newest(database, chain, 151)
        assert [(each.first, each.last) for each in stretches] == [(152, 251), (101, 151)]
        costs = [await tasks.estimate(database, chain, each) for each in stretches]
        assert [(cost.messages, cost.calls) for cost in costs] == [(100, 1), (51, 1)]
        assert costs[0].tokens_in > 1_000
        await tasks.read(database, chain, *asked.stretch(str(stretches[0])), again=True)
        (left,) = await tasks.newest(database, chain, 151)
        assert (left.first, left.last) == (101, 251)
        assert (await tasks.estimate(database, chain, left)).messages == 52
        await tasks.process_message_for_ai(database, chain, chat_id, MessageId(5))
    made = await asked.readers(database)
    assert made[5] == made[200] == asked.READER
    assert made[251] == made[6] == "offline insights 1"
    assert await _done(database) == ("{[1,252)}", "{}")


async def test_long_messages_that_are_read_by_hand_go_in_calls_of_usual_size(
    database: db.Database, models: Models
) -> None:
    chat_id = await seen.chat(database)
    said = [seen.message(n, f"{TALK.format(n)} {'and again ' * 190}") for n in range(1, 31)]
    await _hear(database, chat_id, *said)
    models.say(asked.MODEL, asked.obedient)
    async with asked.chained(models) as chain:
        whole = asked.stretch(f"{chat_id} 1 30")
        assert 1 <= await tasks.read(database, chain, *whole, again=True) <= 6
        for stretch in await tasks.newest(database, chain, 30):
            await tasks.read(database, chain, *asked.stretch(str(stretch)), again=True)
    assert max(len(each.user) for each in models.asked) < 1.2 * rules.MOST_CHARACTERS
    (row,) = await seen.rows(database, "SELECT count(*) AS made FROM insights")
    assert row["made"] == 30
