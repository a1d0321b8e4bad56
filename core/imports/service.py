"""Import a Telegram Desktop export: read in a thread, store batch by batch."""

import asyncio
import gc
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from core import db, models
from core.imports import batches, files, reading, storing
from core.imports.values import Progress, Report, Whose

T = TypeVar("T")

NOBODY_SAID = Whose()


async def run(
    database: db.Database,
    path: Path,
    *,
    zone: ZoneInfo,
    whose: Whose = NOBODY_SAID,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Report:
    """Import an export; raises ImportRefusedError where there is nothing in it to import.

    Local times are of the `zone`. Where an error ends the import early, the report has it in
    `broken`, and what came before is stored.
    """
    found = await asyncio.to_thread(files.find, path)
    store = storing.Storing(database, found, whose, progress)
    with found.open("rb") as file, _without_collector():
        reader = batches.Batches(
            found,
            reading.Cursor(file),
            batches.Settings(
                zone,
                found.parent.resolve(),
                _peer(whose.account or whose.owner),
                _peer(whose.own_bot),
            ),
        )
        async with aclosing(_ahead(reader.read())) as parts:
            await store.take_all(parts)
    await store.finish()
    return store.report(len(reader.people))


@contextmanager
def _without_collector() -> Iterator[None]:
    """Millions of short-lived tuples make no cycles; to look for some took a fifth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


async def _ahead(items: Iterator[T]) -> AsyncGenerator[T, None]:
    """The items, the next one being made in a thread meanwhile."""
    loop = asyncio.get_running_loop()
    coming = loop.run_in_executor(None, next, items, None)
    try:
        while (item := await coming) is not None:
            coming = loop.run_in_executor(None, next, items, None)
            yield item
    finally:
        await asyncio.wait([coming])


def _peer(user_id: models.UserId | None) -> models.PeerId | None:
    return None if user_id is None else models.PeerId(user_id)
