"""Real servers for tests: quick, under a folder of their own, gone when the test session ends."""

import contextlib
import fcntl
import os
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
PREFIX = "kimdir-test-"


@contextlib.contextmanager
def temporary_home() -> Iterator[Path]:
    """A home that the servers' own user can reach when root runs the tests."""
    user = home.account(Path("/nothing"))
    places = (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"))
    parent = next(place for place in places if process.can_execute(user, place))
    _sweep(parent)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent)).resolve()
    folder.chmod(0o711)
    lock = _lock(folder.with_name(f"{folder.name}.lock"), os.O_CREAT | os.O_EXCL)
    try:
        yield folder
    finally:
        _remove(folder)
        os.close(lock)


@contextlib.contextmanager
def quick_postgres() -> Iterator[str]:
    """The address of a Postgres that forgets everything; for one session of tests."""
    with temporary_home() as place, postgres.running(place, QUICK) as address:
        yield address.url


def _sweep(parent: Path) -> None:
    """Remove what test sessions left that were killed: their locks are free."""
    for left in parent.glob(f"{PREFIX}*.lock"):
        with contextlib.suppress(FileNotFoundError, BlockingIOError, PermissionError):
            if left.stat().st_uid == os.geteuid() and left.stat().st_size > 0:
                lock = _lock(left)
                _remove(left.with_suffix(""))
                os.close(lock)


def _lock(path: Path, flags: int = 0) -> int:
    """Hold the file's lock, or raise BlockingIOError; it has content once its maker held it."""
    lock = os.open(path, os.O_RDWR | flags, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.write(lock, b"held")
    except BlockingIOError:
        os.close(lock)
        raise
    return lock


def _remove(folder: Path) -> None:
    postgres.stop(folder)
    redis.stop(folder)
    shutil.rmtree(folder, ignore_errors=True)
    folder.with_name(f"{folder.name}.lock").unlink(missing_ok=True)
