"""What a message carries beside its text: its kind, its file, and what is worth knowing of it.

The details have the keys of Telegram Desktop's exports, so that both say the same.
"""

import math
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from telethon.tl import types

from core.imports import texts
from core.intake.values import FileSeen
from core.models import MediaKind

Details = dict[str, Any]


class Media(NamedTuple):
    """What a message carries."""

    kind: MediaKind | None = None
    file: FileSeen | None = None
    details: Details | None = None


NOTHING = Media()


def read(media: Any) -> Media:
    """What is carried; a preview of a link is nothing, what we do not know is OTHER."""
    found = _READERS.get(type(media))
    return found(media) if found is not None else Media(MediaKind.OTHER)


def _photo(media: Any) -> Media:
    photo, fleeting = media.photo, _some(self_destruct_period_seconds=media.ttl_seconds)
    if type(photo) is not types.Photo:
        return Media(MediaKind.PHOTO, None, fleeting)
    largest = max(photo.sizes, key=_area, default=None)
    file = FileSeen(mime="image/jpeg", size=_bytes(largest), remote_id=photo.id)
    if largest is None or not _area(largest):
        return Media(MediaKind.PHOTO, file, fleeting)
    return Media(MediaKind.PHOTO, file, {"width": largest.w, "height": largest.h, **fleeting})


def _area(size: Any) -> int:
    return max(getattr(size, "w", 0), 0) * max(getattr(size, "h", 0), 0)


def _bytes(size: Any) -> int | None:
    """How large the file of a size of a photo is; a progressive one ends with its whole."""
    if type(size) is types.PhotoSize:
        return size.size if size.size >= 0 else None
    if type(size) is types.PhotoSizeProgressive:
        return max(size.sizes, default=None)
    if type(size) is types.PhotoCachedSize:
        return len(size.bytes)
    return None


def _document(media: Any) -> Media:
    document, fleeting = media.document, _some(self_destruct_period_seconds=media.ttl_seconds)
    if type(document) is not types.Document:
        return Media(_kind_of_gone(media), None, fleeting)
    by_type = {type(each): each for each in document.attributes}
    kind = _kind(by_type)
    named = by_type.get(types.DocumentAttributeFilename)
    file = FileSeen(
        name=_name(named.file_name) if named else None,
        mime=texts.name(document.mime_type),
        size=document.size if document.size >= 0 else None,
        remote_id=document.id,
    )
    return Media(kind, file, {**_described(kind, by_type), **fleeting})


def _kind(by_type: dict[type, Any]) -> MediaKind:
    video = by_type.get(types.DocumentAttributeVideo)
    audio = by_type.get(types.DocumentAttributeAudio)
    if types.DocumentAttributeSticker in by_type:
        return MediaKind.STICKER
    if types.DocumentAttributeAnimated in by_type:
        return MediaKind.ANIMATION
    if video is not None:
        return MediaKind.VIDEO_NOTE if video.round_message else MediaKind.VIDEO
    if audio is not None:
        return MediaKind.VOICE if audio.voice else MediaKind.AUDIO
    return MediaKind.DOCUMENT


def _kind_of_gone(media: Any) -> MediaKind:
    if media.voice:
        return MediaKind.VOICE
    if media.round:
        return MediaKind.VIDEO_NOTE
    return MediaKind.VIDEO if media.video else MediaKind.DOCUMENT


def _described(kind: MediaKind, by_type: dict[type, Any]) -> Details:
    sticker = by_type.get(types.DocumentAttributeSticker)
    audio = by_type.get(types.DocumentAttributeAudio)
    video = by_type.get(types.DocumentAttributeVideo)
    timed, sized = video or audio, video or by_type.get(types.DocumentAttributeImageSize)
    details = _some(
        sticker_emoji=sticker.alt if sticker else None,
        duration_seconds=_seconds(timed.duration) if timed else None,
    )
    if sized is not None and sized.w and sized.h:
        details |= {"width": sized.w, "height": sized.h}
    if kind is MediaKind.AUDIO and audio is not None:
        details |= _some(performer=audio.performer, title=audio.title)
    return details


def _seconds(duration: float) -> int:
    return int(duration) if math.isfinite(duration) else 0


def _name(written: str) -> str | None:
    name = texts.name(written)
    return PurePosixPath(name.replace("\\", "/")).name or None if name else None


def _some(**values: Any) -> Details:
    return {key: value for key, value in values.items() if value}


def _contact(media: Any) -> Media:
    names = _some(first_name=media.first_name, last_name=media.last_name)
    return Media(MediaKind.CONTACT, None, {"contact_information": names})


def _place(geo: Any, **more: Any) -> Media:
    details = _some(**more)
    if type(geo) is types.GeoPoint:
        details["location_information"] = {"latitude": geo.lat, "longitude": geo.long}
    return Media(MediaKind.LOCATION, None, details)


def _poll(media: Any) -> Media:
    poll, results = media.poll, media.results
    voters = {each.option: each.voters for each in results.results or ()}
    answers = [
        {"text": _plain(answer.text), "voters": voters.get(getattr(answer, "option", b"")) or 0}
        for answer in poll.answers
    ]
    said = {
        "question": _plain(poll.question),
        "closed": bool(poll.closed),
        "total_voters": results.total_voters or 0,
        "answers": answers,
    }
    return Media(MediaKind.POLL, None, {"poll": said})


def _todo(media: Any) -> Media:
    items = [_plain(item.title) for item in media.todo.list]
    return _other(todo_list={"title": _plain(media.todo.title), "items": items})


def _invoice(media: Any) -> Media:
    said = {
        "title": media.title,
        "description": media.description,
        "amount": media.total_amount,
        "currency": media.currency,
        **_some(receipt_message_id=media.receipt_msg_id),
    }
    return _other(invoice_information=said)


def _giveaway(media: Any) -> Media:
    said = {
        "quantity": media.quantity,
        **_some(months=media.months, stars=media.stars, additional_prize=media.prize_description),
    }
    return _other(giveaway_information=said)


def _giveaway_results(media: Any) -> Media:
    counts = {"winners_count": media.winners_count, "unclaimed_count": media.unclaimed_count}
    return _other(giveaway_results=counts)


def _game(media: Any) -> Media:
    return _other(**_some(game_title=media.game.title, game_description=media.game.description))


def _other(**details: Any) -> Media:
    return Media(MediaKind.OTHER, None, details)


def _plain(text: Any) -> str:
    found: str = text.text
    return found


_READERS: dict[type, Callable[[Any], Media]] = {
    types.MessageMediaEmpty: lambda _: NOTHING,
    types.MessageMediaWebPage: lambda _: NOTHING,
    types.MessageMediaPhoto: _photo,
    types.MessageMediaDocument: _document,
    types.MessageMediaContact: _contact,
    types.MessageMediaGeo: lambda media: _place(media.geo),
    types.MessageMediaGeoLive: lambda media: _place(
        media.geo, live_location_period_seconds=media.period
    ),
    types.MessageMediaVenue: lambda media: _place(
        media.geo, place_name=media.title, address=media.address
    ),
    types.MessageMediaPoll: _poll,
    types.MessageMediaToDo: _todo,
    types.MessageMediaInvoice: _invoice,
    types.MessageMediaGiveaway: _giveaway,
    types.MessageMediaGiveawayResults: _giveaway_results,
    types.MessageMediaGame: _game,
    types.MessageMediaDice: lambda media: _other(dice=media.value),
    types.MessageMediaPaidMedia: lambda media: _other(paid_stars_amount=media.stars_amount),
}
