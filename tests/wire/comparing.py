"""Whether the database is the truth, field by field."""

import asyncio
from collections.abc import Collection
from time import monotonic
from typing import Any

from core import db
from core.models import Chat, MembersNote
from tests import said
from tests.wire import stored, truth
from tests.wire.loopback import Loopback

AS_MANY = 20
"""Differences that are worth showing."""


async def differences(
    oracle: Loopback,
    database: db.Database,
    *,
    apart_from: Collection[int] = (),
    followed: Collection[int] = (),
    described: bool = True,
    named: bool = True,
) -> list[str]:
    """Where the database is not the truth; nothing is what it should be.

    `apart_from` are chats that the account cannot read any more, `followed` those that must be
    tracked. Without `described`, topics, members and titles are left out; without `named`, names
    of people: a change that was missed is learnt when they are next seen in a list.
    """
    known = await stored.chats(database)
    found: list[str] = []
    for chat in await oracle.chats():
        if chat["id"] in apart_from:
            continue
        kept = known.get(chat["id"])
        if kept is None:
            found.append(f"chat {chat['id']} ({chat['kind']}) is missing")
        elif not kept.tracked and (chat["id"] in followed or chat.get("migrated_from")):
            found.append(f"chat {chat['id']} ({chat['kind']}) is not tracked")
        elif kept.tracked:
            found += await _of_messages(oracle, database, chat, kept)
            if described:
                found += await _of_chat(oracle, database, chat, kept)
    if described and named:
        found += await _of_people(oracle, database)
    return found


async def until_equal(
    oracle: Loopback, database: db.Database, within: float = 30, **given: Any
) -> None:
    """Wait until there is no difference left; fails with those that are."""
    last = monotonic() + within
    while found := await differences(oracle, database, **given):
        assert monotonic() < last, "\n".join([f"{len(found)} differences", *found[:AS_MANY]])
        await asyncio.sleep(0.25)


async def _of_messages(
    oracle: Loopback, database: db.Database, chat: dict[str, Any], kept: Chat
) -> list[str]:
    right = await truth.messages(oracle, chat)
    ours, marked = await said.stored(database, kept.id)
    found = said.differences(right, ours, marked)
    return [f"{chat['kind']} {chat['id']}: {each}" for each in found]


async def _of_chat(
    oracle: Loopback, database: db.Database, chat: dict[str, Any], kept: Chat
) -> list[str]:
    where = f"{chat['kind']} {chat['id']}"
    found = []
    if kept.title != chat["title"]:
        found.append(f"{where}: is called {kept.title!r}, should be {chat['title']!r}")
    if kept.username != chat["username"]:
        found.append(f"{where}: has the username {kept.username!r}, not {chat['username']!r}")
    topics = await stored.topics(database, kept.id)
    found += [
        f"{where}: topic {number} is {topics.get(int(number))!r}, should be {title!r}"
        for number, title in chat["topics"].items()
        if topics.get(int(number)) != title
    ]
    if chat["kind"] != "private" and chat["is_member"]:
        found += await _of_members(oracle, database, chat, kept)
    return found


async def _of_members(
    oracle: Loopback, database: db.Database, chat: dict[str, Any], kept: Chat
) -> list[str]:
    where = f"{chat['kind']} {chat['id']}"
    if chat["kind"] == "channel":
        return [] if kept.members_note is MembersNote.ADMINS_ONLY else [f"{where}: no note"]
    if chat["hidden_members"]:
        return [] if kept.members_note is MembersNote.HIDDEN else [f"{where}: not noted as hidden"]
    right = {member["id"] for member in await oracle.do("participants", chat=chat["id"])}
    ours = await stored.members(database, kept.id)
    there = {number for number, member in ours.items() if member.left_at is None}
    return [f"{where}: member {number} is missing" for number in sorted(right - there)]


async def _of_people(oracle: Loopback, database: db.Database) -> list[str]:
    ours = await stored.people(database)
    found = []
    for person in await oracle.do("users", ids=list(ours)) if ours else ():
        name = " ".join(filter(None, (person["first"], person["last"]))) or None
        kept = ours[person["id"]]
        if person["deleted"]:
            if not kept.is_deleted:
                found.append(f"person {person['id']} is not known to be deleted")
        elif (kept.name, kept.username) != (name, person["username"]):
            found.append(
                f"person {person['id']} is {kept.name!r} @{kept.username}, "
                f"should be {name!r} @{person['username']}"
            )
    return found
