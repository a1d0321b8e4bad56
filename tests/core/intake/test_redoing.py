"""Which insights are made anew because of what was stored, and who is asked to look."""

from hypothesis import given
from hypothesis import strategies as st

from core import db, models
from core.intake import service, stretches
from core.intake.values import AccountSeen, ChatSeen
from core.models import ChatKind, MessageId, Source
from tests.core.insights import asked
from tests.core.intake import seen
from tests.core.intake.seen import BOB

ids = st.integers(1, 80).map(MessageId)


@given(st.sets(ids), st.sets(ids), st.lists(st.tuples(ids, ids), max_size=3))
def test_new_messages_are_reopened_in_stretches_without_any_that_was_known(
    fresh: set[MessageId], known: set[MessageId], whole: list[tuple[MessageId, MessageId]]
) -> None:
    known -= fresh
    found = stretches.reopened(fresh, known, [pair for pair in whole if pair[0] <= pair[1]])
    opened = [number for first, last in found for number in range(first, last + 1)]
    assert len(opened) == len(set(opened))
    assert fresh <= set(opened)
    assert not known & set(opened)
    for number in set(opened) - fresh:
        assert any(first <= number <= last for first, last in whole)


async def _done(database: db.Database, chat_id: models.ChatId, done: str) -> None:
    async with database.write() as session:
        await (await db.driver(session)).execute(
            f"INSERT INTO insight_progress (chat_id, done) VALUES ({chat_id}, '{done}')"
        )


async def _left(database: db.Database, chat_id: models.ChatId) -> str:
    text = f"SELECT done::text FROM insight_progress WHERE chat_id = {chat_id}"
    return str(await seen.only(database, text))


async def test_an_older_text_of_a_message_changes_no_insight(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    now = seen.message(3, "as it is now", edited_at=seen.at(90))
    await seen.record(database, chat_id, now, source=Source.LIVE)
    await _done(database, chat_id, "{[1,9]}")
    await seen.record(database, chat_id, seen.message(3, "as it was"))
    assert await _left(database, chat_id) == "{[1,10)}"
    await seen.record(database, chat_id, seen.message(3, "as it will be", edited_at=seen.at(99)))
    assert await _left(database, chat_id) == "{[1,3),[4,10)}"


async def test_an_import_among_what_is_done_leaves_few_gaps(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    await _done(database, chat_id, "{[1,900]}")
    await seen.record(database, chat_id, *(seen.message(n, "hi") for n in range(100, 300, 7)))
    assert await _left(database, chat_id) == "{[1,100),[297,901)}"


async def test_forwards_that_are_edited_are_made_anew(database: db.Database) -> None:
    chat_id = await seen.chat(database)
    said = {"is_forward": True, "forward_peer_id": BOB}
    await seen.record(database, chat_id, seen.message(3, "before", **said))
    await _done(database, chat_id, "{[1,9]}")
    await seen.record(database, chat_id, seen.message(3, "after", edited_at=seen.at(99), **said))
    assert await _left(database, chat_id) == "{[1,3),[4,10)}"


async def test_a_group_that_is_folded_into_another_is_looked_at_there(
    database: db.Database,
) -> None:
    me = models.UserId(1)
    async with database.write() as session:
        await service.account(session, AccountSeen(me))
    group = await seen.chat(database, ChatSeen(models.PeerId(-5), ChatKind.GROUP, me))
    chat_id = await seen.chat(database)
    await seen.record(database, group, seen.message(50, "by Telegram"))
    async with database.write() as session:
        former = await service.predecessor(session, chat_id, me, (), "Old")
    await seen.record(database, former, seen.message(41, "by export"), seen.message(45, "too"))
    await _done(database, group, "{[1,50]}")
    await _done(database, former, "{[41,45]}")
    await asked.end(database, "new_messages")
    async with database.write() as session:
        await service.migrated(session, group, chat_id)
    assert await _left(database, group) == "{[1,41),[46,51)}"
    assert await asked.jobs(database, "new_messages") == [str(group)]
