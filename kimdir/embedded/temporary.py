"""A home for a while: servers that are gone, with their data, when their user ends."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kimdir.embedded import home, postgres, process, redis

SHARED = ("/tmp", "/var/tmp")  # noqa: S108 - mkdtemp makes a private folder in it
PREFIX = "kimdir-while-"


@contextlib.contextmanager
def home_for_a_while() -> Iterator[Path]:
    """A home that the servers' own user can reach; what killed users left is swept first."""
    user = home.account(Path("/nothing"))
    places = (Path(tempfile.gettempdir()), *map(Path, SHARED))
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


def _sweep(parent: Path) -> None:
    """Remove what was left by those who were killed: their locks are free."""
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
