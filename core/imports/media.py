"""What a message carries beside its text; files are never opened."""

from pathlib import Path

from core import models
from core.imports import peers, texts
from core.imports.values import Raw
from core.intake.values import FileSeen
from core.models import FileState, MediaKind

_KINDS = {
    "sticker": MediaKind.STICKER,
    "video_message": MediaKind.VIDEO_NOTE,
    "voice_message": MediaKind.VOICE,
    "animation": MediaKind.ANIMATION,
    "video_file": MediaKind.VIDEO,
    "audio_file": MediaKind.AUDIO,
}
_WITHOUT_FILE = {
    "poll": MediaKind.POLL,
    "contact_information": MediaKind.CONTACT,
    "location_information": MediaKind.LOCATION,
    "place_name": MediaKind.LOCATION,
    "game_title": MediaKind.OTHER,
    "invoice_information": MediaKind.OTHER,
    "todo_list": MediaKind.OTHER,
    "giveaway_information": MediaKind.OTHER,
    "giveaway_results": MediaKind.OTHER,
    "paid_stars_amount": MediaKind.OTHER,
    "dice": MediaKind.OTHER,
    "media_type": MediaKind.OTHER,
}
_ALBUM_MATES = {
    MediaKind.PHOTO: "seen",
    MediaKind.VIDEO: "seen",
    MediaKind.DOCUMENT: "document",
    MediaKind.AUDIO: "audio",
}
LARGEST_ALBUM = 10


def read(raw: Raw, root: Path) -> tuple[models.MediaKind | None, FileSeen | None]:
    """The kind of media of a message and its file, which lies under the root or was left out."""
    if "photo" in raw:
        return MediaKind.PHOTO, _file(raw, "photo", root)
    if "file" in raw:
        kind = _KINDS.get(str(raw.get("media_type")), MediaKind.DOCUMENT)
        return kind, _file(raw, "file", root)
    for key, kind in _WITHOUT_FILE.items():
        if key in raw:
            return kind, None
    return None, None


def album_mates(one: MediaKind | None, other: MediaKind | None) -> bool:
    """Whether two media can be in one album: photos with videos, else each with its like."""
    mates = _ALBUM_MATES.get(one) if one else None
    return mates is not None and other is not None and mates == _ALBUM_MATES.get(other)


def _file(raw: Raw, key: str, root: Path) -> FileSeen:
    path = _inside(raw.get(key), root)
    name = texts.name(raw.get("file_name")) or (Path(path).name if path else None)
    return FileSeen(
        name=Path(name.replace("\\", "/")).name[: texts.LONGEST_NAME] if name else None,
        mime=texts.name(raw.get("mime_type")),
        size=_size(raw.get("file_size", raw.get("photo_file_size"))),
        path=path,
        state=FileState.IN_EXPORT if path else FileState.LEFT_OUT,
    )


def _size(value: object) -> int | None:
    size = peers.number(value)
    return size if size is not None and size >= 0 else None


def _inside(written: object, root: Path) -> str | None:
    """The path if it is that of a file that really lies under the root."""
    if not isinstance(written, str) or not written or written.startswith("("):
        return None
    try:
        texts.clean(written)
        real = (root / written).resolve()
        fits = real.is_file() and real.is_relative_to(root)
    except (texts.UnreadableError, OSError, ValueError, RuntimeError):
        return None
    return written if fits and not Path(written).is_absolute() else None
