"""The servers that the settings name, else our own ones of this machine."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from core import addresses, db, schema
from core.settings import Settings
from kimdir.embedded import home, postgres, redis


def place(settings: Settings) -> Path:
    """The folder of the embedded servers."""
    return settings.kimdir_home or home.default()


@contextlib.asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[db.Database]:
    """The database, with the newest schema."""
    with contextlib.ExitStack() as stack:
        url = settings.database_url
        if url is None:
            url = addresses.for_our_driver(
                stack.enter_context(postgres.running(place(settings))).url
            )
        opened = db.Database(url)
        try:
            await schema.upgrade(opened)
            yield opened
        finally:
            await opened.close()


@contextlib.contextmanager
def redis_url(settings: Settings) -> Iterator[str]:
    """The address of Redis."""
    if settings.redis_url is not None:
        yield settings.redis_url
        return
    with redis.running(place(settings)) as address:
        yield address.url
