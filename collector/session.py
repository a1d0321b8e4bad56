"""The session file: one private line that is the key to the account, with a lock beside it."""

import contextlib
import fcntl
import os
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path

from telethon.sessions import StringSession

from core import errors, models
from core.accounts.values import LostReason

FOLDER = "sessions"

_SAID = {
    LostReason.REVOKED: "Telegram no longer accepts the session: it was ended elsewhere",
    LostReason.USED_TWICE: "Telegram ended the session, as it was used from two places at once",
    LostReason.BANNED: "Telegram has deleted or banned this account",
}


class SessionMissingError(errors.KimdirError):
    """Nobody has logged in yet, or the file does not hold a session."""


class SessionBusyError(errors.KimdirError):
    """Another process uses the session: a second one would make Telegram end it."""


class SessionFolderError(errors.KimdirError):
    """The system refuses us the folder of the session."""


class SessionLostError(errors.KimdirError):
    """Telegram no longer accepts the session."""

    def __init__(self, word: str) -> None:
        """`word` is Telegram's own, such as AUTH_KEY_UNREGISTERED."""
        self.reason = _reason(word)
        super().__init__(f"{_SAID[self.reason]} ({word}). Run `kimdir login` to log in again.")


class Session(StringSession):
    """A session in memory that remembers nobody whom it has met: Postgres does.

    `account` is whose it is, where that is known.
    """

    account: models.UserId | None = None

    def process_entities(self, tlo: object) -> None:
        """Nothing."""


def where(home: Path, name: str) -> Path:
    """The place of the session file."""
    return home / FOLDER / f"{name}.session"


@contextlib.contextmanager
def locked(place: Path) -> Iterator[None]:
    """Hold the session for this process; raises SessionBusyError and SessionFolderError."""
    with _explained(place):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.parent.chmod(0o700)
        lock = os.open(place.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SessionBusyError(
                f"Another Kimdir on this machine uses the Telegram session “{place.stem}”: "
                "stop it first, or set TELEGRAM_SESSION_NAME to another name."
            ) from None
        yield
    finally:
        os.close(lock)


def is_busy(place: Path) -> bool:
    """True if another process holds the session now."""
    if not place.with_suffix(".lock").exists():
        return False
    try:
        with locked(place):
            return False
    except SessionBusyError:
        return True


def load(place: Path) -> Session:
    """The session of the file; raises SessionMissingError and SessionFolderError."""
    with _explained(place):
        try:
            line, _, account = place.read_text("ascii").strip().partition(" ")
        except FileNotFoundError:
            raise SessionMissingError(
                "No Telegram account is logged in yet: run `kimdir login`."
            ) from None
        except UnicodeDecodeError:
            line = account = ""
    try:
        session = Session(line)
        session.account = models.UserId(int(account)) if account else None
    except (ValueError, struct.error) as error:
        raise _unreadable(place) from error
    if session.auth_key is None:
        raise _unreadable(place)
    return session


def save(place: Path, session: Session) -> None:
    """Replace the file at once, readable by us alone; raises SessionFolderError."""
    with _explained(place):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=place.parent, delete=False) as file:
            try:
                file.write(f"{session.save()} {session.account or ''}\n")
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(place)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise


def forget(place: Path) -> bool:
    """Delete the file; False if there was none."""
    with _explained(place):
        existed = place.exists()
        place.unlink(missing_ok=True)
    return existed


def _unreadable(place: Path) -> SessionMissingError:
    return SessionMissingError(
        f"The file {place} does not hold a Telegram session: run `kimdir login --again`."
    )


@contextlib.contextmanager
def _explained(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SessionFolderError(
            f"Kimdir cannot keep its Telegram session in {place.parent}: {error.strerror}. "
            "Set KIMDIR_HOME to a folder that it may write to."
        ) from error


def _reason(word: str) -> LostReason:
    if "DEACTIVATED" in word:
        return LostReason.BANNED
    return LostReason.USED_TWICE if word == "AUTH_KEY_DUPLICATED" else LostReason.REVOKED
