"""Pure decisions about files: names that are safe everywhere, places, room, second tries."""

import mimetypes
import re
import unicodedata
from datetime import timedelta
from pathlib import PurePosixPath

LONGEST_NAME = 200
"""Bytes of UTF-8; file systems take 255, and whoever saves the file may add to it."""

LEAST_FREE_BYTES = 1 << 30
LEAST_FREE_SHARE = 0.05
ROOM_TO_START_AGAIN = 1.1
"""How many times the least a disk must have free before files are fetched again."""

_JOINERS = frozenset("\u200c\u200d")  # Persian words and joined emoji are written with them
_UNSAFE = frozenset('/\\:*?"<>|∕⁄／＼：⧸⧹')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])\s*(\..*)?", re.IGNORECASE)
_SUFFIX = re.compile(r"\.[^\s.]{1,12}$")
_EXTENSION = re.compile(r"\.[a-z0-9]{1,8}")
_MIMES = mimetypes.MimeTypes(filenames=())
_EXTENSIONS = {
    "application/ogg": ".ogg",
    "application/x-tgsticker": ".tgs",
    "audio/mp4": ".m4a",
    "audio/ogg": ".ogg",
    "image/heic": ".heic",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "text/plain": ".txt",
    "video/mp4": ".mp4",
    "video/webm": ".webm",
}
_FIRST_DELAY = timedelta(minutes=5)
_LONGEST_DELAY = timedelta(days=7)


def display_name(name: str | None, fallback: str = "file") -> str:
    """A name under which a file can be given to anybody, in any script.

    One component of a path, at most LONGEST_NAME bytes, without control characters and characters
    that turn the direction of writing; never empty, hidden, or the name of a Windows device.
    """
    visible = "".join(_safe(character) for character in name or "")
    tidy = _trim(unicodedata.normalize("NFC", " ".join(visible.split())))
    if _DEVICES.fullmatch(tidy):
        tidy = f"_{tidy}"
    return _shorten(tidy) or fallback


def _safe(character: str) -> str:
    if character in _UNSAFE:
        return "_"
    if character.isspace():
        return " "
    unseen = unicodedata.category(character).startswith("C") and character not in _JOINERS
    return "" if unseen else character


def _trim(name: str) -> str:
    return name.strip(" .\u200c\u200d")


def _shorten(name: str) -> str:
    if len(name.encode()) <= LONGEST_NAME:
        return name
    found = _SUFFIX.search(name)
    suffix = found.group() if found else ""
    stem = name.removesuffix(suffix).encode()[: LONGEST_NAME - len(suffix.encode())]
    return _trim(f"{_trim(stem.decode(errors='ignore'))}{suffix}")


def extension(mime: str | None) -> str:
    """The ending of a name for a MIME type, with its dot; empty where none is known."""
    kind = (mime or "").partition(";")[0].strip().lower()
    guessed = _EXTENSIONS.get(kind) or _MIMES.guess_extension(kind) or ""
    return guessed if _EXTENSION.fullmatch(guessed) else ""


def place(sha256: str, mime: str | None) -> PurePosixPath:
    """Where content lies under the media folder; nothing of the sender's is in it."""
    return PurePosixPath(sha256[:2]) / f"{sha256}{extension(mime)}"


def has_room(free: int, total: int, *, stopped: bool) -> bool:
    """Whether a disk with so many bytes takes files; one that was too full must have more."""
    least = max(LEAST_FREE_BYTES, total * LEAST_FREE_SHARE)
    return free >= least * (ROOM_TO_START_AGAIN if stopped else 1)


def delay(attempts: int) -> timedelta:
    """How long to wait after so many failures, the last one included."""
    return min(_FIRST_DELAY * (1 << 2 * min(max(attempts - 1, 0), 10)), _LONGEST_DELAY)
