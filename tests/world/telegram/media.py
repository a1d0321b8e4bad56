"""What a message carries beside its text."""

from typing import TYPE_CHECKING, Any

from telethon.tl import types

from tests.world.telegram.values import File, Kind, Person

if TYPE_CHECKING:
    from tests.world.telegram.chat import Chat


def written(
    chat: "Chat", author: "Person | Chat | None", fields: dict[str, Any]
) -> dict[str, Any]:
    """The fields of a message of an author.

    Beside Telethon's own names: `reply` (an id), `topic` (an id), `forwarded` (a Person, a Chat or
    the name of somebody hidden), `file`, `poll` (a question and answers).
    """
    fields = dict(fields)
    made = _written_by(chat, author)
    answered, topic = fields.pop("reply", None), fields.pop("topic", None)
    if answered or topic:
        made["reply_to"] = _reply(answered, topic)
    if (origin := fields.pop("forwarded", None)) is not None:
        made["fwd_from"] = _forwarded(chat, origin)
    if (file := fields.pop("file", None)) is not None:
        made["media"] = shown(file, chat)
    if (asked := fields.pop("poll", None)) is not None:
        made["media"] = _poll(*asked)
    return made | fields


def _written_by(chat: "Chat", author: "Person | Chat | None") -> dict[str, Any]:
    if chat.kind is Kind.CHANNEL:
        return {"post": True}
    if author is chat.world.me:
        return {"out": True, "from_id": types.PeerUser(author.id)}
    if author is None or (chat.kind is Kind.PRIVATE):
        return {}
    if isinstance(author, Person):
        return {"from_id": types.PeerUser(author.id)}
    return {"from_id": author.tl_peer}


def _reply(answered: int | None, topic: int | None) -> Any:
    if topic is None or topic == 1:
        return types.MessageReplyHeader(reply_to_msg_id=answered)
    return types.MessageReplyHeader(
        forum_topic=True,
        reply_to_msg_id=answered or topic,
        reply_to_top_id=topic if answered else None,
    )


def _forwarded(chat: "Chat", origin: "Person | Chat | str") -> Any:
    if isinstance(origin, str):
        return types.MessageFwdHeader(chat.world.now, from_name=origin)
    if isinstance(origin, Person):
        return types.MessageFwdHeader(chat.world.now, from_id=types.PeerUser(origin.id))
    return types.MessageFwdHeader(chat.world.now, from_id=origin.tl_peer, channel_post=1)


def photo(file: File, chat: "Chat") -> Any:
    """A photo in two sizes; the larger one is the file."""
    sizes = [
        types.PhotoSize("m", 320, 240, len(file.data) // 4),
        types.PhotoSizeProgressive("y", 1280, 960, [len(file.data) // 2, len(file.data)]),
    ]
    return types.Photo(file.id, file.access_hash, file.reference, chat.created, sizes, file.dc)


def shown(file: File, chat: "Chat") -> Any:
    """The media of a message with a file."""
    if file.is_photo:
        return types.MessageMediaPhoto(photo=photo(file, chat))
    attributes = list(file.attributes)
    if file.name is not None:
        attributes.append(types.DocumentAttributeFilename(file.name))
    document = types.Document(
        file.id,
        file.access_hash,
        file.reference,
        chat.created,
        file.mime,
        len(file.data),
        file.dc,
        attributes,
    )
    return types.MessageMediaDocument(document=document)


def _poll(question: str, answers: list[str]) -> Any:
    choices = [
        types.PollAnswer(types.TextWithEntities(text, []), bytes([number]))
        for number, text in enumerate(answers)
    ]
    poll = types.Poll(1, types.TextWithEntities(question, []), choices, 0)
    return types.MessageMediaPoll(poll, types.PollResults())


def refreshed(message: Any, files: dict[int, File]) -> Any:
    """Give a message's file the reference of today."""
    held = getattr(message, "media", None)
    held = getattr(held, "photo", None) or getattr(held, "document", None)
    if held is not None and held.id in files:
        held.file_reference = files[held.id].reference
    return message
