"""The folder of the embedded servers, and the system user they run as."""

import contextlib
import os
import pwd
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from kimdir.embedded import process
from kimdir.embedded.values import Account, EmbeddedServerError

ROOTS_HOME = Path("/var/lib/kimdir")
BORROWED_NAMES = ("postgres", "_postgres", "nobody")


def default() -> Path:
    """Where the data lies when KIMDIR_HOME is not set: the user's data folder, or root's own."""
    if os.geteuid() == 0:
        return ROOTS_HOME
    return Path(platformdirs.user_data_dir("kimdir", appauthor=False))


def make(folder: Path) -> Path:
    """Create the folder and its missing parents, private to us, but for root open to walk through.

    The servers' own user must reach its data below root's folders. Folders that exist stay as
    they are. Raises EmbeddedServerError. Returns the folder without symbolic links.
    """
    with explained(folder):
        missing = [place for place in (folder, *folder.parents) if not place.exists()]
        for place in reversed(missing):
            place.mkdir(exist_ok=True)
            place.chmod(0o711 if os.geteuid() == 0 else 0o700)
        return folder.resolve()


def find(folder: Path) -> Path | None:
    """The folder without symbolic links if it exists; raises EmbeddedServerError."""
    with explained(folder):
        return folder.resolve() if folder.exists() else None


@contextlib.contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Raise what the system refuses to do in this folder as an EmbeddedServerError."""
    try:
        yield
    except OSError as error:
        raise EmbeddedServerError(
            f"Kimdir cannot keep its data in {error.filename or folder}: {error.strerror}. "
            "Set KIMDIR_HOME to a folder that it may write to."
        ) from error


def account(data: Path) -> Account:
    """Who runs the server of this data folder: we, or for root somebody unprivileged.

    Raises EmbeddedServerError when the data belongs to somebody else or nobody is there to ask.
    """
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        return _own(data, owner)
    candidates = [entry for name in BORROWED_NAMES if (entry := _entry(name)) is not None]
    for entry in candidates:
        if owner in {None, 0, entry.pw_uid}:
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, borrowed=True)
    if owner in {None, 0}:
        raise EmbeddedServerError(
            "The embedded servers do not run as root and this machine has no user "
            "“postgres” or “nobody”: run Kimdir as an ordinary user."
        )
    raise _foreign(data, owner)


def lend(folder: Path, user: Account) -> Path:
    """Give the servers' user a folder of its own, made if missing."""
    folder.mkdir(0o700, exist_ok=True)
    if folder.stat().st_uid != user.uid:
        os.chown(folder, user.uid, user.gid)
    return folder


def check_reach(user: Account, folder: Path) -> None:
    """Raise EmbeddedServerError unless the server's user can walk into the folder."""
    if user.borrowed and not process.can_execute(user, folder):
        raise EmbeddedServerError(
            f"The embedded servers run as the user {user.name} when Kimdir runs as root, and "
            f"{user.name} cannot enter {folder}: set KIMDIR_HOME to a folder such as {ROOTS_HOME}."
        )


def _own(data: Path, owner: int | None) -> Account:
    uid = os.geteuid()
    if owner not in {None, uid}:
        raise _foreign(data, owner)
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:
        raise EmbeddedServerError(
            f"The embedded Postgres needs a user that this machine knows, and user {uid} "
            "has no name here: set DATABASE_URL and REDIS_URL instead."
        ) from None
    return Account(name, uid, os.getegid(), borrowed=False)


def _foreign(data: Path, owner: int | None) -> EmbeddedServerError:
    entry = next((entry for entry in pwd.getpwall() if entry.pw_uid == owner), None)
    name = entry.pw_name if entry else owner
    return EmbeddedServerError(
        f"The data in {data} belongs to the user {name}: run Kimdir as {name}, "
        "or set KIMDIR_HOME to another folder."
    )


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None
