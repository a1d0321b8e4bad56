"""A loopback Telegram, a database, and the collector between them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from collector import allowed, run
from core import db
from core.settings import Settings
from tests.wire import account, comparing, processes
from tests.wire.loopback import Loopback

OF_THE_LOGIN = {
    "account.getPassword",
    "auth.checkPassword",
    "auth.exportAuthorization",
    "auth.exportLoginToken",
    "auth.importAuthorization",
    "auth.resendCode",
    "auth.sendCode",
    "auth.signIn",
    "help.getConfig",
}


@dataclass(frozen=True)
class Scene:
    """Everything that a test needs; the owner is logged in and follows every chat."""

    oracle: Loopback
    database: db.Database
    database_url: str
    settings: Settings
    home: Path

    @asynccontextmanager
    async def collecting(self) -> AsyncIterator[None]:
        """The collector runs in this process; it is told to stop at the end."""
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(run.collect(self.settings, self.database, self.home, stop=stop))
            try:
                yield
            finally:
                stop.set()

    @asynccontextmanager
    async def process(self, **overrides: object) -> AsyncIterator[processes.Collector]:
        """The collector runs in a process of its own, which can be killed."""
        ids = ",".join(str(each) for each in self.settings.telegram_allowed_chat_ids)
        environment = account.variables(
            self.oracle,
            self.home,
            DATABASE_URL=self.database_url,
            TELEGRAM_ALLOWED_CHAT_IDS=ids,
            **overrides,
        )
        async with processes.collector(environment, self.home / "collect.log") as process:
            yield process

    async def equal(self, within: float = 40, **given: Any) -> None:
        """Wait until the database is the truth."""
        given.setdefault("followed", self.settings.telegram_allowed_chat_ids)
        await comparing.until_equal(self.oracle, self.database, within, **given)

    async def synced(self) -> None:
        """Let the collector bring the database up to date, and stop."""
        async with self.collecting():
            await self.equal(described=False)

    async def with_new_group(self) -> tuple["Scene", int]:
        """The same with a basic group that no other test knows, followed as well."""
        group = (await self.oracle.do("new_group", title="Eski ev", kind="group", history=30))[
            "chat"
        ]
        ids = (*self.settings.telegram_allowed_chat_ids, group)
        settings = self.settings.model_copy(update={"telegram_allowed_chat_ids": ids})
        return replace(self, settings=settings), group

    async def chat(self, kind: str) -> int:
        """The fullest chat of a kind."""
        return await self.oracle.one(kind)

    async def latest(self, chat: int, many: int = 1) -> list[int]:
        """The ids of the latest messages of a chat that have words, oldest first."""
        rows = (await self.oracle.do("messages", chat=chat, limit=20_000))["rows"]
        return [row["id"] for row in rows if row["text"] and not row["service"]][-many:]

    async def only_read(self) -> None:
        """Fail if anything was asked that only reads do not need."""
        unknown = (await self.oracle.do("stats"))["unimplemented"]
        assert not unknown, unknown
        asked = {row["method"] for row in await self.oracle.asked()}
        assert asked - allowed.ALLOWED - OF_THE_LOGIN == set()


async def everybody(oracle: Loopback, chat: int) -> set[int]:
    """The members of a chat."""
    return {member["id"] for member in await oracle.do("participants", chat=chat)}
