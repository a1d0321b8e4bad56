"""Whatever is missed, repeated or late: in the end the database holds what the server holds."""

import random

import pytest

from core import db, models
from core.intake.values import ChatSeen
from core.models import ChatKind
from tests.core.intake import seen
from tests.core.intake.server import ACCOUNT, Follower, Server

STEPS = {
    "say": 8, "edit": 4, "delete": 4, "listen": 8, "hear_again": 1, "skip": 1, "ask": 6,
    "land": 5, "export": 1, "take": 2,
}  # fmt: skip
BEFORE = {"say": 6, "edit": 2, "delete": 2, "export": 1, "take": 1}


def _serve(server: Server, what: str, dice: random.Random) -> None:
    if what == "say":
        server.say(dice.choice((0, 0, 1, 2)))
    elif what == "edit":
        server.edit(dice.randrange(99))
    elif what == "delete":
        server.delete(dice.randrange(99))


async def _follow(follower: Follower, what: str, dice: random.Random) -> None:
    top = follower.server.top
    if what == "ask":
        follower.ask(dice.randint(1, top + 1), dice.randint(1, 6))
    elif what == "listen":
        await follower.listen(dice.randint(1, 8))
    elif what == "hear_again" and follower.told:
        await follower.hear_again(dice.choice(follower.told))
    elif what == "land":
        await follower.land()
    elif what == "skip":
        await follower.skip()


async def _import(follower: Follower, what: str, dice: random.Random) -> None:
    if what == "export":
        messages = follower.server.messages
        follower.exports.append([messages[number] for number in sorted(messages)])
    elif what == "take" and follower.exports:
        await follower.take(dice.choice(follower.exports))


async def _live(follower: Follower, dice: random.Random) -> None:
    for what in dice.choices(list(BEFORE), list(BEFORE.values()), k=dice.randrange(20)):
        _serve(follower.server, what, dice)
        await _import(follower, what, dice)
    await follower.start()
    for what in dice.choices(list(STEPS), list(STEPS.values()), k=50):
        _serve(follower.server, what, dice)
        await _follow(follower, what, dice)
        await _import(follower, what, dice)
    await follower.finish()


@pytest.mark.parametrize("has_pts", [True, False])
@pytest.mark.parametrize("seed", range(12))
async def test_the_database_ends_as_the_server(
    database: db.Database, seed: int, has_pts: bool
) -> None:
    kind = ChatKind.SUPERGROUP if has_pts else ChatKind.GROUP
    account = None if has_pts else ACCOUNT
    chat_id = await seen.chat(database, ChatSeen(models.PeerId(-2000000000001), kind, account))
    server = Server()
    await _live(Follower(database, chat_id, server, has_pts), random.Random(seed))

    stored = await seen.rows(database, "SELECT message_id, text, source, deleted_at FROM messages")
    lowest = min(server.messages, default=server.top + 1)
    alive = {
        row["message_id"]: row["text"]
        for row in stored
        if not row["deleted_at"] and (row["source"] != "import" or row["message_id"] >= lowest)
    }
    assert alive == {number: each.text for number, each in server.messages.items()}
    (known,) = await seen.rows(database, "SELECT ranges::text, stale::text, stored FROM coverage")
    whole = f"{{[1,{server.top + 1})}}" if server.top else "{}"
    assert tuple(known.values()) == (whole, "{}", len(stored))
