"""The media folder on disk: parts that grow, and content kept under its hash, once.

    <home>/media/tmp/<name>.part    what is being fetched
    <home>/media/ab/abcd….jpg       what is kept

All of it is private: 0600 in folders of 0700. These functions block; call them in a thread.
"""

import hashlib
import os
import shutil
import threading
from pathlib import Path

from core.files import rules
from core.files.values import Kept

_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
PART = ".part"
_PLACING = threading.Lock()


def root(home: Path) -> Path:
    """The media folder, made where it is missing."""
    folder = home / "media"
    _private(folder)
    _private(folder / "tmp")
    return folder


def part(folder: Path, name: str) -> Path:
    """Where a file of ours grows."""
    return folder / "tmp" / f"{name}{PART}"


def resume(growing: Path, unit: int) -> int:
    """From which byte a part goes on: what follows the last whole unit is cut off."""
    if not growing.exists():
        return 0
    whole = growing.stat().st_size // unit * unit
    os.truncate(growing, whole)
    return whole


def write(growing: Path, offset: int, data: bytes) -> None:
    """Put bytes into a part."""
    handle = os.open(growing, os.O_WRONLY | os.O_CREAT, _PRIVATE_FILE)
    with os.fdopen(handle, "wb") as file:
        file.seek(offset)
        file.write(data)


def keep(folder: Path, growing: Path, mime: str | None) -> Kept:
    """Move a finished part to where its content belongs; what is kept already stays."""
    with growing.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    size = growing.stat().st_size
    with _PLACING:
        found = _same(folder, digest)
        if found is not None:
            growing.unlink()
            return Kept(digest, found, size)
        path = rules.place(digest, mime)
        _private(folder / path.parent)
        growing.replace(folder / path)
    return Kept(digest, path.as_posix(), size)


def holds(folder: Path, kept: Kept) -> bool:
    """Whether the content is really there."""
    path = folder / kept.path
    return path.is_file() and path.stat().st_size == kept.size


def read(folder: Path, kept: Kept) -> bytes | None:
    """The content; None where it is not there."""
    return (folder / kept.path).read_bytes() if holds(folder, kept) else None


def parts(folder: Path) -> list[str]:
    """The names of the parts that lie there."""
    return [path.name.removesuffix(PART) for path in (folder / "tmp").glob(f"*{PART}")]


def drop(growing: Path) -> None:
    """Remove a part."""
    growing.unlink(missing_ok=True)


def has_room(folder: Path, *, stopped: bool) -> bool:
    """Whether the disk takes more files."""
    disk = shutil.disk_usage(folder)
    return rules.has_room(disk.free, disk.total, stopped=stopped)


def free_megabytes(folder: Path) -> int:
    """What is left of the disk."""
    return shutil.disk_usage(folder).free >> 20


def _private(folder: Path) -> None:
    folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)


def _same(folder: Path, digest: str) -> str | None:
    for path in (folder / digest[:2]).glob(f"{digest}*"):
        return path.relative_to(folder).as_posix()
    return None
