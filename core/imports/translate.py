"""A message of an export as the intake takes it; pure but for asking whether a file is there."""

from datetime import datetime, tzinfo
from pathlib import Path
from typing import NamedTuple

from core import models
from core.imports import details, media, moments, peers, texts
from core.imports.values import Raw, Skipped
from core.intake.values import MessageSeen

_OF_PLAIN_MESSAGES = frozenset(
    (
        "id", "type", "date", "date_unixtime", "from", "from_id", "text", "text_entities",
        "reply_to_message_id", "reply_to_peer_id", "reactions",
    )
)  # fmt: skip


class Place(NamedTuple):
    """What must be known to read a message: the zone of local times, the folder, the chat.

    No message is from after `until`.
    """

    zone: tzinfo
    root: Path
    peer: models.PeerId
    until: datetime


def message(raw: Raw, place: Place) -> tuple[bool, MessageSeen] | Skipped:
    """A message, and whether it is from before the group migrated; else why it is skipped."""
    identity = _identity(raw)
    if isinstance(identity, Skipped):
        return identity
    sent = moments.sent(raw, place.zone, place.until)
    if sent is None:
        return Skipped.BAD_DATE
    message_id, former = identity
    try:
        if raw.get("type") == "service":
            return former, _service(raw, message_id, sent)
        return former, _spoken(raw, message_id, sent, place, former=former)
    except texts.UnreadableError:
        return Skipped.BAD_TEXT


def _identity(raw: Raw) -> tuple[models.MessageId, bool] | Skipped:
    if raw.get("type", "message") not in ("message", "service"):
        return Skipped.UNSUPPORTED
    if raw.get("id") is None:
        return Skipped.NO_ID
    written = peers.identity(raw["id"])
    if written is None:
        return Skipped.BAD_ID
    message_id = written + peers.FORMER_SHIFT if written < 0 else written
    if message_id <= 0:
        return Skipped.BAD_ID
    return models.MessageId(message_id), written < 0


def _service(raw: Raw, message_id: models.MessageId, sent: moments.Moment) -> MessageSeen:
    sender_id = sender(raw)
    action = details.action(raw)
    return MessageSeen(
        message_id,
        sent.at,
        sender_id,
        time_assumed=sent.assumed,
        topic_id=message_id if action is models.ServiceAction.TOPIC_CREATED else None,
        service_action=action,
        details=details.of_service(raw, sender_id),
    )


def _spoken(
    raw: Raw, message_id: models.MessageId, sent: moments.Moment, place: Place, *, former: bool
) -> MessageSeen:
    text, entities = texts.read(raw.get("text"), raw.get("text_entities"))
    if _OF_PLAIN_MESSAGES.issuperset(raw):
        reply_to = None
        if "reply_to_message_id" in raw:
            reply_to = _reply_to(raw, place, former=former)
        return MessageSeen(
            message_id, sent.at, sender(raw), text, sent.assumed, None, entities, reply_to
        )
    edited = moments.edited(raw, place.zone, place.until)
    media_kind, file = media.read(raw, place.root)
    via_bot = texts.name(raw.get("via_bot"))
    return MessageSeen(
        message_id,
        sent.at,
        sender(raw),
        text,
        sent.assumed,
        edited_at=edited.at if edited is not None and edited.at >= sent.at else None,
        entities=entities,
        reply_to=_reply_to(raw, place, former=former),
        is_forward="forwarded_from" in raw or "saved_from" in raw,
        forward_peer_id=peers.sender(raw.get("forwarded_from_id"), old=_is_old(raw)),
        forward_name=texts.name(raw.get("forwarded_from")),
        via_bot=via_bot.removeprefix("@") if via_bot else None,
        media_kind=media_kind,
        details=details.of_message(raw),
        file=file,
    )


def sender(raw: Raw) -> models.PeerId | None:
    """Who wrote a message or caused a service message."""
    return peers.sender(_sender_id(raw), old=_is_old(raw))


def has_shifted_ids(raw: Raw) -> bool | None:
    """Whether the export may shift the ids of chats; None where the message does not tell."""
    sender_id = _sender_id(raw)
    if not _is_old(raw):
        return False
    return None if sender_id is None else peers.is_bare(sender_id)


def _sender_id(raw: Raw) -> object:
    return raw.get("from_id", raw.get("actor_id"))


def _is_old(raw: Raw) -> bool:
    return "date_unixtime" not in raw


def _reply_to(raw: Raw, place: Place, *, former: bool) -> models.MessageId | None:
    replied = peers.identity(raw.get("reply_to_message_id"))
    if replied is None or (replied < 0) is not former:
        return None
    elsewhere = raw.get("reply_to_peer_id")
    if elsewhere is not None and not former and peers.sender(elsewhere, old=False) != place.peer:
        return None
    return models.MessageId(replied + peers.FORMER_SHIFT if former else replied)
