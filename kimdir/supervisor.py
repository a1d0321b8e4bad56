"""`kimdir up`: the parts of Kimdir on this machine, each a process, started again if it ends."""

import asyncio
import logging
import signal
import sys
from collections.abc import Sequence
from time import monotonic

from core import errors, settings
from core.settings import Settings
from kimdir import servers

logger = logging.getLogger(__name__)

SHORTEST, LONGEST = 1.0, 300.0
"""Seconds until a part that ended is started again; doubled each time that it ends at once."""
STEADY = 60.0
"""Seconds after which a part counts as having run well."""
GRACE = 8.0
"""Seconds that a part may take to stop."""


class NothingToRunError(errors.KimdirError):
    """No part is set up."""


def run() -> None:
    """Run every part that is set up until SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    loaded = settings.load()
    parts = chosen(loaded)
    if not parts:
        raise NothingToRunError(
            "Nothing is set up yet. For the bot set BOT_TOKEN and OWNER_ID; to follow your groups"
            " set TELEGRAM_API_ID, TELEGRAM_API_HASH and TELEGRAM_FEATURE_ENABLED=true, and run"
            " kimdir login."
        )
    asyncio.run(_run(loaded, parts))


def chosen(loaded: Settings) -> list[str]:
    """The commands of the parts that are set up."""
    parts = []
    if loaded.telegram_feature_enabled:
        parts.append("collect")
    if loaded.bot_token is not None and loaded.owner_id is not None:
        parts.append("bot")
    return parts


async def _run(loaded: Settings, parts: Sequence[str]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with servers.database(loaded):
        with servers.redis_url(loaded):
            async with asyncio.TaskGroup() as group:
                for part in parts:
                    group.create_task(keep_running([sys.executable, "-m", "kimdir", part], stop))


async def keep_running(command: Sequence[str], stop: asyncio.Event) -> None:
    """Run a process, again and again with growing pauses, until `stop`; then end it."""
    pause, part = SHORTEST, command[-1]
    while not stop.is_set():
        started = monotonic()
        code = await _run_once(command, stop)
        if stop.is_set():
            return
        pause = SHORTEST if monotonic() - started > STEADY else pause
        logger.warning("%s ended with code %d; again in %.0f s.", part, code, pause)
        await _wait(stop, pause)
        pause = min(2 * pause, LONGEST)


async def _run_once(command: Sequence[str], stop: asyncio.Event) -> int:
    process = await asyncio.create_subprocess_exec(*command, start_new_session=True)
    logger.info("%s runs.", command[-1])
    async with asyncio.TaskGroup() as group:
        ending = group.create_task(_end(process, stop))
        code = await process.wait()
        ending.cancel()
    return code


async def _end(process: asyncio.subprocess.Process, stop: asyncio.Event) -> None:
    await stop.wait()
    process.terminate()
    await asyncio.sleep(GRACE)
    process.kill()


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
