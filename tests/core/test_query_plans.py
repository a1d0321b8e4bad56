"""The questions that the owner waits for are answered from indexes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from benchmarks import crowd
from core import db
from core.models import UserId
from core.people import service
from core.professions import queries as professions
from core.taxonomy import catalogue

TAXONOMY = catalogue.load()
BIG = {"messages", "users", "profiles", "readings", "evidence", "memberships"}


@pytest.fixture
async def crowded(database: db.Database) -> db.Database:
    await crowd.gather(database, people=10_000, messages=100_000)
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


async def _scanned_whole(database: db.Database, asked: list[tuple[str, Any]]) -> set[str]:
    scanned: set[str] = set()
    async with database.engine.connect() as connection:
        for statement, parameters in asked:
            if not statement.lstrip().startswith(("SELECT", "WITH")):
                continue
            plans = await connection.exec_driver_sql(
                f"EXPLAIN (FORMAT JSON) {statement}", parameters
            )
            found = plans.scalar_one()
            for each in json.loads(found) if isinstance(found, str) else found:
                scanned |= _scanned(each["Plan"])
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
