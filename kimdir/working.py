"""`kimdir worker`: read people and messages as they come, until told to stop."""

import asyncio
import logging
import signal

from core import settings
from core.settings import Settings
from core.worker import registry
from core.worker.loop import Worker
from kimdir import going_on, servers


def run() -> None:
    """Work until SIGTERM or SIGINT; what is in hand then is finished or given back."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    asyncio.run(_run(settings.load()))


async def _run(loaded: Settings) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await keep_working(loaded, stop)


async def keep_working(loaded: Settings, stop: asyncio.Event) -> None:
    """Work; where the database is away, wait longer and longer, and go on."""
    worker = Worker()

    async def once() -> None:
        async with (
            servers.database(loaded) as database,
            registry.prepared(database, loaded, servers.place(loaded)) as work,
        ):
            await worker.run(database, work, stop)

    await going_on.until(stop, once)
