"""One server for many commands: who uses it, who may start it, who stops it.

Every user holds a shared lock on `users`; the kernel drops it however the user ends. Starting and
leaving happen in turn, so that two leavers cannot each take the other for a remaining user.
"""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from kimdir.embedded import home
from kimdir.embedded.values import Address


@contextlib.contextmanager
def shared(
    folder: Path, start: Callable[[], Address], stop: Callable[[], bool]
) -> Iterator[Address]:
    """Use the server of this folder; the last user stops it unless it is kept."""
    with home.explained(folder):
        users = _open(folder / "users")
    try:
        with turn(folder):
            fcntl.flock(users, fcntl.LOCK_SH)
            address = start()
        yield address
    finally:
        with turn(folder):
            try:
                if _alone(users) and not _kept(folder).exists():
                    stop()
            finally:
                os.close(users)


def keep(folder: Path, start: Callable[[], Address]) -> Address:
    """Start the server if need be and leave it up until it is told to stop."""
    with turn(folder):
        address = start()
        _kept(folder).touch(0o600)
        return address


def forget_kept(folder: Path) -> None:
    """A server that starts anew, or was told to stop, is nobody's to keep."""
    _kept(folder).unlink(missing_ok=True)


@contextlib.contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Wait until nobody else starts or stops the server of this folder.

    What the system refuses inside is raised as EmbeddedServerError.
    """
    with home.explained(folder):
        lock = _open(folder / "turn")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _alone(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _kept(folder: Path) -> Path:
    return folder / "kept"
