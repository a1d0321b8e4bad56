"""How many requests it takes to catch up after being away."""

import asyncio
from collections import Counter

from benchmarks import collecting, databases, loopback
from core import db, models, schema
from core.chats import service as chats

FOLLOWED = 50
CHANGED = 5
MESSAGES = 20_000

DIALOGS = frozenset(("messages.getDialogs", "messages.getPeerDialogs"))


def run(url: str) -> list[str]:
    """Figures of a collector on a new database of the server at a postgresql:// address."""
    return loopback.run(lambda: asyncio.run(_run(url)))


async def _run(url: str) -> list[str]:
    async with (
        loopback.running(people=100, groups=2 * FOLLOWED, messages=MESSAGES) as telegram,
        databases.own(url, "away") as address,
    ):
        database = db.Database(address)
        await schema.upgrade(database)
        there = [chat for chat in await telegram.chats() if chat["messages"]][:FOLLOWED]
        followed = [chat["id"] for chat in there]
        async with collecting.running(telegram, database, followed):
            await collecting.whole(database, telegram.facts["owner_id"], len(followed))
            await _described(database, models.UserId(telegram.facts["owner_id"]))
        changed = [chat["id"] for chat in there if chat["kind"] == "supergroup"][:CHANGED]
        for chat in changed:
            await _change(telegram, chat)
        before = (await telegram.tell("rpc_log", limit=1))["result"]["total"]
        async with collecting.running(telegram, database, followed):
            await _caught_up(telegram, database, followed)
            log = await telegram.tell("rpc_log", since=before, limit=100_000)
        await database.close()
    asked = Counter(row["method"] for row in log["result"]["rows"])
    besides = {name: times for name, times in asked.items() if name not in DIALOGS}
    return [
        f"{len(followed)} chats followed, {len(changed)} changed while away:"
        f" {sum(besides.values())} requests besides the dialogs",
        ", ".join(f"{name} {times}" for name, times in sorted(besides.items())),
        f"dialogs: {sum(asked[name] for name in DIALOGS)}",
    ]


async def _change(telegram: loopback.Telegram, chat: int) -> None:
    ids = (await telegram.tell("post", chat=chat, text="while away", n=3))["result"]["ids"]
    await telegram.tell("edit", chat=chat, id=ids[0], text="otherwise")
    await telegram.tell("delete", chat=chat, ids=[ids[1]])


async def _described(database: db.Database, account: models.UserId) -> None:
    """Wait until members and topics are read, which is done once a day."""
    while True:
        async with database.read() as session:
            followed = await chats.followed(session, account)
        own = models.ChatKind.PRIVATE
        if all(chat.described_at is not None for chat in followed if chat.kind is not own):
            return
        await asyncio.sleep(collecting.LOOK)


async def _caught_up(
    telegram: loopback.Telegram, database: db.Database, followed: list[int]
) -> None:
    """Wait until every channel stands where Telegram says that it does."""
    there = {chat["id"]: chat for chat in await telegram.chats()}
    account = models.UserId(telegram.facts["owner_id"])
    while True:
        async with database.read() as session:
            stands = {chat.peer_id: chat for chat in await chats.followed(session, account)}
        own = [chat for chat in followed if stands[models.PeerId(chat)].account_id is None]
        if all(stands[models.PeerId(chat)].pts == there[chat]["pts"] for chat in own):
            return
        await asyncio.sleep(collecting.LOOK)


if __name__ == "__main__":
    with databases.durable() as server:
        print("\n".join(run(server)))
