"""What the database holds beside messages."""

import asyncio
from hashlib import sha256
from pathlib import Path
from time import monotonic

import sqlalchemy as sa

from core import db
from core.models import (
    Account,
    Chat,
    ChatId,
    File,
    FileState,
    MediaKind,
    Membership,
    Notice,
    Topic,
    User,
)
from tests.wire.loopback import Loopback


async def chats(database: db.Database) -> dict[int, Chat]:
    """The chats by marked id."""
    async with database.read() as session:
        found = (await session.scalars(sa.select(Chat))).all()
    return {int(chat.peer_id): chat for chat in found if chat.peer_id is not None}


async def topics(database: db.Database, chat_id: ChatId) -> dict[int, str | None]:
    """The topics of a forum."""
    async with database.read() as session:
        found = await session.scalars(sa.select(Topic).where(Topic.chat_id == chat_id))
        return {int(topic.topic_id): topic.title for topic in found}


async def members(database: db.Database, chat_id: ChatId) -> dict[int, Membership]:
    """Who is or was in a chat."""
    async with database.read() as session:
        found = await session.scalars(sa.select(Membership).where(Membership.chat_id == chat_id))
        return {int(member.user_id): member for member in found}


async def people(database: db.Database) -> dict[int, User]:
    """Everybody."""
    async with database.read() as session:
        return {int(user.id): user for user in await session.scalars(sa.select(User))}


async def account(database: db.Database, number: int) -> Account:
    """The owner's account."""
    async with database.read() as session:
        return await session.get_one(Account, number)


async def notices(database: db.Database) -> list[Notice]:
    """What the bot is to tell the owner."""
    async with database.read() as session:
        return list(await session.scalars(sa.select(Notice)))


async def until_fetched(database: db.Database, within: float = 60) -> None:
    """Wait until every file that the policy wants is there."""
    last = monotonic() + within
    while left := await _unfetched(database):
        assert monotonic() < last, f"{len(left)} files are left out"
        await asyncio.sleep(0.5)


async def _unfetched(database: db.Database) -> list[File]:
    wanted = (MediaKind.PHOTO, MediaKind.DOCUMENT)
    asked = sa.select(File).where(
        File.state == FileState.LEFT_OUT, File.kind.in_(wanted), File.size <= 20 << 20
    )
    async with database.read() as session:
        return list(await session.scalars(asked))


async def wrong_files(oracle: Loopback, database: db.Database, home: Path) -> list[str]:
    """Files whose bytes are not those that Telegram has."""
    hashes: dict[int, str] = {}
    for chat in await oracle.chats():
        page = await oracle.do("messages", chat=chat["id"], limit=20_000, with_hash=True)
        media = [row["media"] for row in page["rows"] if row.get("media")]
        hashes |= {each["file_id"]: each["sha256"] for each in media if "sha256" in each}
    async with database.read() as session:
        kept = (await session.scalars(sa.select(File).where(File.state == FileState.STORED))).all()
    assert kept
    return [
        f"{file.chat_id} {file.message_id} {file.path}"
        for file in kept
        if file.sha256 != hashes.get(file.remote_id or 0)
        or sha256((home / "media" / str(file.path)).read_bytes()).hexdigest() != file.sha256
    ]
