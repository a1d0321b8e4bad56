"""Notices wait in order, one of a topic at a time."""

from typing import Any

import pytest
from sqlalchemy import update

from core import db
from core.models import Notice
from core.outbox import service
from core.outbox.values import NoticeKind


async def _waiting(database: db.Database) -> list[str]:
    async with database.read() as session:
        return [notice.topic for notice in await service.waiting(session)]


async def test_of_a_topic_one_notice_waits_and_after_it_was_sent_another_may(
    database: db.Database,
) -> None:
    for topic in ("b", "a", "b"):
        async with database.write() as session:
            await service.put(session, NoticeKind.CHAT_LOST, topic, {"chat": 5})
    assert await _waiting(database) == ["b", "a"]
    async with database.write() as session:
        first, _ = await service.waiting(session)
        await service.sent(session, first.id)
    assert await _waiting(database) == ["a"]
    async with database.write() as session:
        await service.put(session, NoticeKind.CHAT_LOST, "b", {"chat": 5})
    assert await _waiting(database) == ["a", "b"]


async def test_what_is_no_longer_so_is_taken_back(database: db.Database) -> None:
    async with database.write() as session:
        await service.put(session, NoticeKind.MEDIA_STOPPED, "media", {"free_mb": 1})
        await service.take_back(session, "media")
        await service.take_back(session, "never said")
    assert await _waiting(database) == []


async def test_a_kind_of_a_newer_version_waits_for_it(database: db.Database) -> None:
    async with database.write() as session:
        session.add(Notice(kind="party", topic="party", arguments={}))
    assert await _waiting(database) == []


@pytest.mark.parametrize("arguments", [[1], "so", 5, True])
async def test_arguments_that_another_version_wrote_are_none(
    database: db.Database, arguments: Any
) -> None:
    async with database.write() as session:
        await service.put(session, NoticeKind.CHAT_LOST, "a", {"chat": 5})
        await session.execute(update(Notice).values(arguments=arguments))
    async with database.read() as session:
        (notice,) = await service.waiting(session)
    assert notice.arguments == {}


async def test_no_more_are_taken_than_asked_for(database: db.Database) -> None:
    async with database.write() as session:
        for number in range(3):
            await service.put(session, NoticeKind.CHAT_LOST, f"{number}", {"chat": number})
    async with database.read() as session:
        assert [each.topic for each in await service.waiting(session, 2)] == ["0", "1"]
