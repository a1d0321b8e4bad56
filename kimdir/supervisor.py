"""`kimdir up`: the parts of Kimdir on this machine, each a process, started again if it ends."""

import asyncio
import contextlib
import fcntl
import logging
import math
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic

from collector import session
from core import errors, settings
from core.settings import Settings
from kimdir import servers
from kimdir.embedded import home

logger = logging.getLogger(__name__)

SHORTEST, LONGEST = 1.0, 300.0
"""Seconds until a part that ended is started again; doubled each time that it ends at once."""
STEADY = 60.0
"""Seconds after which a part counts as having run well."""
GRACE = 8.0
"""Seconds that a part may take to stop."""
LOGIN_FIRST = 77
"""How a part ends that cannot run until the owner has logged in."""
LOOK = 1.0
"""Seconds between two looks whether the owner has."""
BOT = "bot"
WORKER = "worker"
ALONE = (
    "Only the worker runs, which reads what is imported. For the bot set BOT_TOKEN and OWNER_ID;"
    " to follow your groups set TELEGRAM_API_ID, TELEGRAM_API_HASH and"
    " TELEGRAM_FEATURE_ENABLED=true, and run kimdir login."
)


class RunsAlreadyError(errors.KimdirError):
    """Another process runs the parts of this folder."""


def run() -> None:
    """Run every part that is set up, and the worker, until SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    loaded = settings.load()
    parts = chosen(loaded)
    if parts == [WORKER]:
        logger.info(ALONE)
    with alone(servers.place(loaded)):
        asyncio.run(_run(loaded, parts))


@contextlib.contextmanager
def alone(place: Path) -> Iterator[None]:
    """Be the only one who runs parts with this folder; raises RunsAlreadyError."""
    with home.explained(home.make(place)):
        lock = os.open(place / "up.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunsAlreadyError(
                "kimdir up runs already: stop it with Ctrl-C where you started it."
            ) from None
        yield
    finally:
        os.close(lock)


def chosen(loaded: Settings) -> list[str]:
    """The commands of the parts that are set up; the worker needs nothing but the database."""
    parts = []
    if loaded.telegram_feature_enabled:
        parts.append("collect")
    if loaded.bot_token is not None and loaded.owner_id is not None:
        parts.append(BOT)
    return [*parts, WORKER]


async def _run(loaded: Settings, parts: Sequence[str]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    key = session.where(servers.place(loaded), loaded.telegram_session_name)
    async with servers.database(loaded):
        with servers.redis_url(loaded) if BOT in parts else contextlib.nullcontext():
            async with asyncio.TaskGroup() as group:
                for part in parts:
                    command = [sys.executable, "-m", "kimdir", part]
                    group.create_task(keep_running(command, stop, key))


async def keep_running(command: Sequence[str], stop: asyncio.Event, key: Path) -> None:
    """Run a process, again and again with growing pauses, until `stop`; then end it.

    One that ends with LOGIN_FIRST is run again when `key`, the session file, has changed.
    """
    pause, part = SHORTEST, command[-1]
    while not stop.is_set():
        started, before = monotonic(), _stamp(key)
        code = await _run_once(command, stop)
        if stop.is_set():
            return
        pause = SHORTEST if monotonic() - started > STEADY else pause
        if code == LOGIN_FIRST:
            logger.warning("%s goes on by itself after kimdir login.", part)
            await _login(stop, key, before)
            continue
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


async def _login(stop: asyncio.Event, key: Path, before: float) -> None:
    while not stop.is_set() and _stamp(key) == before:
        await _wait(stop, LOOK)


def _stamp(key: Path) -> float:
    """When the file was last replaced."""
    return key.stat().st_mtime if key.exists() else -math.inf


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
