"""Where Telegram has a file: told by its message, and good for a while only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from telethon.tl import functions, types

from collector.line import Lane, Line
from core.chats.values import Followed
from core.models import ChatKind, MessageId

OF_CHANNELS = frozenset((ChatKind.SUPERGROUP, ChatKind.CHANNEL))
MOST_MESSAGES = 100
"""In one request."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file at Telegram; `location` goes stale. `size` in bytes."""

    remote_id: int
    location: Any
    dc: int
    size: int
    mime: str


async def of_messages(
    line: Line, chat: Followed, peer: Any, ids: Sequence[MessageId]
) -> dict[MessageId, Source]:
    """The files of messages of one chat, at most a hundred; who is missing shows none.

    Raises what `Line.ask` raises.
    """
    wanted = [types.InputMessageID(each) for each in ids]
    if chat.kind in OF_CHANNELS:
        request = functions.channels.GetMessagesRequest(peer, wanted)
    else:
        request = functions.messages.GetMessagesRequest(wanted)
    answer = await line.ask(request, Lane.MEDIA)
    found = {MessageId(each.id): _of_message(each) for each in answer.messages}
    return {number: source for number, source in found.items() if source is not None}


def _of_message(message: Any) -> Source | None:
    held = getattr(message, "media", None)
    if isinstance(held, types.MessageMediaPhoto):
        return of_photo(held.photo)
    if isinstance(held, types.MessageMediaDocument):
        return _of_document(held.document)
    return None


def _of_document(document: Any) -> Source | None:
    if not isinstance(document, types.Document):
        return None
    location = types.InputDocumentFileLocation(
        document.id, document.access_hash, document.file_reference, ""
    )
    return Source(document.id, location, document.dc_id, document.size, document.mime_type or "")


def of_photo(photo: Any) -> Source | None:
    """The largest size of a photo; None where Telegram shows none that can be fetched."""
    if not isinstance(photo, types.Photo):
        return None
    sizes = [(_bytes(size), size.type) for size in photo.sizes if _bytes(size)]
    if not sizes:
        return None
    size, name = max(sizes)
    location = types.InputPhotoFileLocation(
        photo.id, photo.access_hash, photo.file_reference, name
    )
    return Source(photo.id, location, photo.dc_id, size, "image/jpeg")


def _bytes(size: Any) -> int:
    if isinstance(size, types.PhotoSize):
        return int(size.size)
    if isinstance(size, types.PhotoSizeProgressive):
        return max(map(int, size.sizes), default=0)
    return 0
