"""The questions that the owner waits for are answered from indexes."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from asyncpg.connection import LoggedQuery
from sqlalchemy import event

from benchmarks import crowd
from core import db
from core.chats import service as chats
from core.chats.values import MemberSeen
from core.files import service as files
from core.files.values import Policy
from core.intake import following, preparing
from core.intake.values import Happened, MessageSeen, Page, UserSeen
from core.models import ChatId, MediaKind, MessageId, UserId
from core.people import service
from core.people.portraits import service as portraits
from core.professions import queries as professions
from core.taxonomy import catalogue
from tests.core.intake import seen

TAXONOMY = catalogue.load()
BIG = {"messages", "users", "profiles", "readings", "evidence", "memberships", "files"}
FILES = """
INSERT INTO files (chat_id, message_id, kind, size, state, remote_id)
SELECT chat_id, message_id, 'photo', 9, CASE WHEN message_id % 3 = 0 THEN 'left_out'
    ELSE 'stored' END, message_id FROM messages WHERE message_id % 5 = 0
"""
EXPLAINED = ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")
POLICY = Policy(frozenset((MediaKind.PHOTO, MediaKind.DOCUMENT)), 10)


@pytest.fixture
async def crowded(database: db.Database) -> db.Database:
    await crowd.gather(database, people=10_000, messages=100_000)
    async with database.write() as session:
        await (await db.driver(session)).execute(FILES + "; UPDATE chats SET tracked = true")
    return database


@contextmanager
def _asked(database: db.Database) -> Iterator[list[tuple[str, Any]]]:
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _x: Any, _m: bool) -> None:
        asked.append((statement, parameters))

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)


def _scanned(plan: dict[str, Any]) -> set[str]:
    found = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    return found.union(*(_scanned(each) for each in plan.get("Plans", [])))


def _scanned_by(plans: Any) -> set[str]:
    told = json.loads(plans) if isinstance(plans, str) else plans
    return set().union(*(_scanned(each["Plan"]) for each in told))


async def _scanned_in_writing(
    database: db.Database, write: Callable[[db.Session], Awaitable[object]]
) -> tuple[set[str], int]:
    """What writing scans by statements of the driver, and how many these are."""
    asked: list[LoggedQuery] = []
    scanned: set[str] = set()
    async with database.write() as session:
        connection = await db.driver(session)
        with connection.query_logger(asked.append):
            await write(session)
            await asyncio.sleep(0)  # the driver tells with the next turn of the loop
        asked = [each for each in asked if each.query.lstrip().startswith(EXPLAINED)]
        for each in asked:
            plans = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {each.query}", *each.args)
            scanned |= _scanned_by(plans)
    return scanned & BIG, len(asked)


async def _scanned_whole(database: db.Database, asked: list[tuple[str, Any]]) -> set[str]:
    scanned: set[str] = set()
    async with database.engine.connect() as connection:
        for statement, parameters in asked:
            if not statement.lstrip().startswith(("SELECT", "WITH")):
                continue
            plans = await connection.exec_driver_sql(
                f"EXPLAIN (FORMAT JSON) {statement}", parameters
            )
            scanned |= _scanned_by(plans.scalar_one())
    return scanned & BIG


async def _search(database: db.Database, words: str) -> set[str]:
    async with database.write() as session:
        search = await service.search(session, words)
    with _asked(database) as asked:
        async with database.read() as session:
            page = await service.page(session, TAXONOMY, search, 1)
    assert page.rows
    return await _scanned_whole(database, asked)


async def test_who_and_cards_and_corpora_are_answered_from_indexes(crowded: db.Database) -> None:
    for words in ("lawyer", "develoepr", "developer", "ayse yilmaz", "user77"):
        assert await _search(crowded, words) == set(), words
    with _asked(crowded) as asked:
        async with crowded.read() as session:
            await service.card(session, UserId(77))
            await professions.own_words(session, [UserId(5), UserId(7), UserId(9)], 1000)
    assert len(asked) > 3
    assert await _scanned_whole(crowded, asked) == set()


async def test_what_the_collector_looks_up_and_writes_is_found_by_indexes(
    crowded: db.Database,
) -> None:
    chat_id = ChatId(await seen.only(crowded, "SELECT min(id) FROM chats"))
    account, ids = UserId(1), [MessageId(number) for number in range(1, 50)]
    async with crowded.write() as session:
        await portraits.want(session, UserId(5))
        await following.start(session, chat_id, pts=1, top=MessageId(90_000))
    with _asked(crowded) as asked:
        async with crowded.read() as session:
            await following.homes(session, account, ids)
            await chats.standing(session)
            await files.chats(session, [chat_id], POLICY)
            await files.wanted(session, chat_id, POLICY, 100)
            await files.held(session, ids)
            await files.still_wanted(session, POLICY, ids)
            await portraits.wishes(session, [chat_id], [], 1)
    assert len(asked) > 7
    assert await _scanned_whole(crowded, asked) == set()
    scanned, statements = await _scanned_in_writing(crowded, lambda each: _write(each, chat_id))
    assert statements > 15
    assert scanned == set()


async def _write(session: db.Session, chat_id: ChatId) -> None:
    """A page, news and members of a chat that knows some of each."""

    def said(first: int, last: int) -> list[MessageSeen]:
        return [seen.message(number, "hi", sender_id=number) for number in range(first, last)]

    people = [UserSeen(UserId(number), "Ann", named_at=seen.at(1)) for number in range(1, 200)]
    page = Page((MessageId(1), MessageId(999)), preparing.prepare(said(100, 200)), people)
    await following.pages(session, chat_id, [page])
    deleted = [MessageId(number) for number in range(1_000, 1_100)]
    news = Happened(preparing.prepare(said(150, 250)), people, deleted)
    await following.happened(session, chat_id, news)
    await chats.members(session, chat_id, [MemberSeen(each) for each in people])
