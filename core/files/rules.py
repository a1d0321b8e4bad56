"""Pure decisions about files: places that owe nothing to the sender, room, second tries."""

import mimetypes
import re
from datetime import timedelta
from pathlib import PurePosixPath

LEAST_FREE_BYTES = 1 << 30
LEAST_FREE_SHARE = 0.05
ROOM_TO_START_AGAIN = 1.1
"""How many times the least a disk must have free before files are fetched again."""

MOST_CAPTION_ATTEMPTS = 8
"""How often models may say nothing of a file before it is left without a caption."""

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
