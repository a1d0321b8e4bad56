"""`kimdir chat` and `kimdir bot`: the owner's window, in the terminal or in Telegram."""

import asyncio
import logging
import sys
from collections.abc import Iterable

from bot import app, deps, terminal
from core import settings
from core.models import UserId
from core.settings import Settings
from kimdir import servers

SOMEBODY = UserId(1)
"""The owner in a terminal, where OWNER_ID need not be set."""


def chat() -> None:
    """Talk to the bot in the terminal; with input from a pipe, exit code 1 if a handler failed."""
    loaded = settings.load()
    by_hand = sys.stdin.isatty()
    well = asyncio.run(talk(loaded, terminal.typed(), echo=not by_hand))
    if not (well or by_hand):
        sys.exit(1)


async def talk(loaded: Settings, lines: Iterable[str], *, echo: bool) -> bool:
    """A talk in the terminal; False if a handler failed."""
    async with servers.database(loaded) as database:
        with servers.redis_url(loaded) as redis_url:
            storage = app.storage(redis_url)
            try:
                given = deps.make(loaded, database, UserId(loaded.owner_id or SOMEBODY))
                return await terminal.converse(given, storage, lines, sys.stdout, echo=echo)
            finally:
                await storage.close()


def bot() -> None:
    """Run the bot in Telegram until it is told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    loaded = settings.load()
    app.credentials(loaded)  # before any server is started
    asyncio.run(_bot(loaded))


async def _bot(loaded: Settings) -> None:
    async with servers.database(loaded) as database:
        with servers.redis_url(loaded) as redis_url:
            await app.run(loaded, database, redis_url)
