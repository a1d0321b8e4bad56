"""Real servers for tests: quick, under a folder of their own, gone when the test session ends."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kimdir.embedded import home, postgres, process, redis

QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}


@contextlib.contextmanager
def temporary_home() -> Iterator[Path]:
    """A home that the servers' own user can reach when root runs the tests."""
    user = home.account(Path("/nothing"))
    places = (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"))
    parent = next(place for place in places if process.can_execute(user, place))
    folder = Path(tempfile.mkdtemp(prefix="kimdir-test-", dir=parent)).resolve()
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        postgres.stop(folder)
        redis.stop(folder)
        shutil.rmtree(folder)


@contextlib.contextmanager
def quick_postgres() -> Iterator[str]:
    """The address of a Postgres that forgets everything; for one session of tests."""
    with temporary_home() as place, postgres.running(place, QUICK) as address:
        yield address.url
