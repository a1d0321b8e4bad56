"""The list of the account's chats."""

from datetime import UTC, datetime
from typing import Any

from telethon.tl import functions, types

from tests.world.telegram import tl
from tests.world.telegram.chat import Chat
from tests.world.telegram.methods import peers, updates
from tests.world.telegram.methods.table import Asked, answers, none_of
from tests.world.telegram.values import RefusalError, UnheardError
from tests.world.telegram.world import World, place

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
FUTURE = datetime(2038, 1, 1, tzinfo=UTC)


@answers(functions.messages.GetDialogsRequest)
def get_dialogs(asked: Asked) -> Any:
    """A page of them, after the dialog that the offsets name; pinned ones on the first alone."""
    world, request = asked.world, asked.request
    none_of(request, "hash")
    there = _in_folder(world, request.folder_id)
    first = request.offset_date == NEVER and not request.offset_id
    chats = [chat for chat in there if chat not in world.pinned]
    if first:
        pinned = [chat for chat in there if chat in world.pinned]
        chats = ([] if request.exclude_pinned else pinned) + chats
    else:
        after = _offset(world, request)
        chats = [chat for chat in chats if place(chat) < after]
    most = min(request.limit or 20, world.rules.dialogs_a_page)
    page = chats[:most]
    told = _told(world, page)
    if first and len(page) == len(there):
        return types.messages.Dialogs(*told)
    return types.messages.DialogsSlice(len(there), *told)


def _in_folder(world: World, folder: int | None) -> list[Chat]:
    if folder is None:
        return world.visible
    return [chat for chat in world.visible if (chat in world.archived) == bool(folder)]


def _offset(world: World, request: Any) -> tuple[datetime, int, int]:
    peer = 0
    if not isinstance(request.offset_peer, types.InputPeerEmpty):
        peer = peers.chat(world, request.offset_peer).peer
    date = FUTURE if request.offset_date == NEVER else request.offset_date
    return date, request.offset_id, peer


def _told(world: World, chats: list[Chat]) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    tops = [chat.messages[chat.top] for chat in chats if chat.messages]
    users, others = tl.mentioned(world, tops, chats)
    return [tl.dialog(chat) for chat in chats], tl.messages(world, tops), others, users


@answers(functions.messages.GetPeerDialogsRequest)
def get_peer_dialogs(asked: Asked) -> Any:
    """Some of them, by name."""
    world, request = asked.world, asked.request
    if not 0 < len(request.peers) <= world.rules.dialogs_a_page:
        raise RefusalError("LIMIT_INVALID")
    chats = []
    for given in request.peers:
        if not isinstance(given, types.InputDialogPeer):
            raise UnheardError(f"getPeerDialogs with {type(given).__name__}")
        chats.append(peers.chat(world, given.peer))
    state = updates.state(world, world.box.pts)
    return types.messages.PeerDialogs(*_told(world, chats), state)


@answers(functions.messages.GetChatsRequest)
def get_chats(asked: Asked) -> Any:
    """Basic groups."""
    found = [peers.basic(asked.world, number) for number in asked.request.id]
    return types.messages.Chats([tl.chat(chat) for chat in found])


@answers(functions.channels.GetChannelsRequest)
def get_channels(asked: Asked) -> Any:
    """Supergroups and channels."""
    found = [peers.channel(asked.world, given) for given in asked.request.id]
    return types.messages.Chats([tl.chat(chat) for chat in found])


@answers(functions.messages.GetForumTopicsRequest)
def get_forum_topics(asked: Asked) -> Any:
    """A page of a forum's topics, the pinned and the liveliest first."""
    world, request = asked.world, asked.request
    none_of(request, "q")
    chat = peers.chat(world, request.peer)
    if not chat.is_forum:
        raise RefusalError("CHANNEL_FORUM_MISSING")
    topics = sorted(chat.topics, key=lambda number: _liveliness(chat, number), reverse=True)
    if request.offset_topic:
        if request.offset_topic not in topics:
            raise UnheardError(f"topics after {request.offset_topic}, which is none")
        page = topics[topics.index(request.offset_topic) + 1 :]
    else:
        page = topics
    page = page[: min(request.limit or 20, 100)]
    tops = [chat.messages[top] for number in page if (top := _top_of(chat, number))]
    users, chats = tl.mentioned(world, tops, [chat])
    told = [_topic(chat, number) for number in page]
    shown = tl.messages(world, tops)
    return types.messages.ForumTopics(len(topics), told, shown, chats, users, chat.box.pts)


def _liveliness(chat: Chat, number: int) -> tuple[bool, int]:
    return chat.topics[number].pinned, _top_of(chat, number)


def _top_of(chat: Chat, number: int) -> int:
    return max((each for each in chat.messages if topic_of(chat, each) == number), default=0)


def topic_of(chat: Chat, number: int) -> int:
    """The topic that a message of a forum is in."""
    if number in chat.topics:
        return number
    header = chat.messages[number].reply_to
    if header is None or not header.forum_topic:
        return 1
    return int(header.reply_to_top_id or header.reply_to_msg_id)


def _topic(chat: Chat, number: int) -> Any:
    topic = chat.topics[number]
    return types.ForumTopic(
        number,
        topic.date,
        chat.tl_peer,
        topic.title,
        0x6FB9F0,
        _top_of(chat, number) or number,
        0,
        0,
        0,
        0,
        0,
        0,
        types.PeerUser(chat.world.me.id),
        tl.NO_SETTINGS,
        closed=topic.closed or None,
        pinned=topic.pinned or None,
    )
