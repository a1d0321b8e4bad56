"""Whatever is missed, repeated or late: in the end the database holds what the server holds."""

import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import db, models
from core.intake.values import ChatSeen
from core.models import ChatKind
from tests.core.intake import seen
from tests.core.intake.server import ACCOUNT, Follower, Server

_peers = itertools.count(-1000000000500, -1)
steps = st.one_of(
    st.tuples(st.just("say"), st.integers(0, 2)),
    st.tuples(st.just("edit"), st.integers(0, 9)),
    st.tuples(st.just("delete"), st.integers(0, 9)),
    st.tuples(st.just("listen"), st.integers(1, 4)),
    st.tuples(st.just("hear_again"), st.integers(0, 9)),
    st.tuples(st.just("skip"), st.just(0)),
    st.tuples(st.just("ask"), st.integers(1, 14)),
    st.tuples(st.just("land"), st.just(0)),
    st.tuples(st.just("export"), st.just(0)),
    st.tuples(st.just("take"), st.integers(0, 9)),
)


async def _take_step(follower: Follower, what: str, number: int) -> None:
    server = follower.server
    if what == "say":
        server.say(number)
    elif what == "edit":
        server.edit(number)
    elif what == "delete":
        server.delete(number)
    elif what == "ask":
        follower.ask(min(number, server.top) + 1, 3)
    elif what == "listen":
        await follower.listen(number)
    elif what == "hear_again":
        await follower.hear_again(number)
    else:
        await _take_rarer_step(follower, what, number)


async def _take_rarer_step(follower: Follower, what: str, number: int) -> None:
    if what == "skip":
        await follower.skip()
    elif what == "land":
        await follower.land()
    elif what == "export":
        follower.exports.append([each for _, each in sorted(follower.server.messages.items())])
    elif what == "take" and follower.exports:
        await follower.take(follower.exports[number % len(follower.exports)])


async def _chat(database: db.Database, *, has_pts: bool) -> models.ChatId:
    kind = ChatKind.SUPERGROUP if has_pts else ChatKind.GROUP
    account = None if has_pts else ACCOUNT
    return await seen.chat(database, ChatSeen(models.PeerId(next(_peers)), kind, account))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.booleans(), st.lists(steps, max_size=8), st.lists(steps, max_size=25))
async def test_the_database_ends_as_the_server(
    database: db.Database,
    has_pts: bool,
    before: list[tuple[str, int]],
    after: list[tuple[str, int]],
) -> None:
    chat_id = await _chat(database, has_pts=has_pts)
    follower = Follower(database, chat_id, Server(), has_pts)
    for what, number in before:
        if what in {"say", "edit", "delete", "export", "take"}:
            await _take_step(follower, what, number)
    await follower.start()
    for what, number in after:
        await _take_step(follower, what, number)
    await follower.finish()

    where = f"WHERE chat_id = {chat_id}"
    stored = await seen.rows(
        database, f"SELECT message_id, text, source, deleted_at FROM messages {where}"
    )
    lowest = min(follower.server.messages, default=follower.server.top + 1)
    alive = {
        row["message_id"]: row["text"]
        for row in stored
        if not row["deleted_at"] and (row["source"] != "import" or row["message_id"] >= lowest)
    }
    assert alive == {number: each.text for number, each in follower.server.messages.items()}
    (known,) = await seen.rows(
        database, f"SELECT ranges::text, stale::text, stored, top FROM coverage {where}"
    )
    top = follower.server.top
    assert (known["top"], known["stale"], known["stored"]) == (top, "{}", len(stored))
    assert known["ranges"] == (f"{{[1,{top + 1})}}" if top else "{}")
