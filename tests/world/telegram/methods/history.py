"""Pages of messages, and single ones."""

from typing import Any

from telethon.tl import functions, types

from tests.world.telegram import tl
from tests.world.telegram.chat import Chat
from tests.world.telegram.methods import peers
from tests.world.telegram.methods.dialogs import NEVER
from tests.world.telegram.methods.table import Asked, answers, none_of
from tests.world.telegram.values import RefusalError, UnheardError
from tests.world.telegram.world import World


@answers(functions.messages.GetHistoryRequest)
def get_history(asked: Asked) -> Any:
    """A page, newest first: `offset_id` cuts it, `max_id` and `min_id` only thin it out."""
    world, request = asked.world, asked.request
    none_of(request, "hash")
    chat = peers.chat(world, request.peer)
    numbers = sorted(chat.messages, reverse=True)
    start = max(0, _start(chat, numbers, request) + request.add_offset)
    most = min(request.limit or 20, world.rules.messages_a_page)
    page = [
        number
        for number in numbers[start : start + most]
        if number > request.min_id and (not request.max_id or number < request.max_id)
    ]
    return _answer(chat, [chat.messages[number] for number in page], len(numbers))


def _start(chat: Chat, numbers: list[int], request: Any) -> int:
    if request.offset_id:
        return sum(number >= request.offset_id for number in numbers)
    if request.offset_date != NEVER:
        return sum(chat.messages[number].date >= request.offset_date for number in numbers)
    return 0


def _answer(chat: Chat, messages: list[Any], total: int) -> Any:
    users, chats = tl.mentioned(chat.world, messages, [chat])
    told = tl.messages(chat.world, messages)
    if chat.is_channel:
        return types.messages.ChannelMessages(chat.box.pts, total, told, [], chats, users)
    if len(told) == total:
        return types.messages.Messages(told, [], chats, users)
    return types.messages.MessagesSlice(total, told, [], chats, users)


@answers(functions.channels.GetMessagesRequest)
def get_channel_messages(asked: Asked) -> Any:
    """Messages of a channel by id; what is not there is empty."""
    chat = peers.channel(asked.world, asked.request.channel)
    found = [chat.messages.get(number) for number in _ids(asked.request)]
    numbers = _ids(asked.request)
    told = [
        message or types.MessageEmpty(number, chat.tl_peer)
        for number, message in zip(numbers, found, strict=True)
    ]
    users, chats = tl.mentioned(asked.world, [each for each in found if each], [chat])
    told = tl.messages(asked.world, told)
    return types.messages.ChannelMessages(chat.box.pts, len(told), told, [], chats, users)


@answers(functions.messages.GetMessagesRequest)
def get_messages(asked: Asked) -> Any:
    """Messages outside channels by id."""
    world = asked.world
    found = [_anywhere(world, number) for number in _ids(asked.request)]
    there = [message for message in found if not isinstance(message, types.MessageEmpty)]
    homes = [world.chats[peer] for peer in {_home(world, message.id) for message in there}]
    users, chats = tl.mentioned(world, there, homes)
    return types.messages.Messages(tl.messages(world, found), [], chats, users)


def _ids(request: Any) -> list[int]:
    if not 0 < len(request.id) <= 200:
        raise RefusalError("MESSAGE_IDS_EMPTY")
    if others := {type(each) for each in request.id} - {types.InputMessageID}:
        raise UnheardError(f"messages by {others}")
    return [each.id for each in request.id]


def _home(world: World, number: int) -> int:
    return next(
        (
            chat.peer
            for chat in world.chats.values()
            if not chat.is_channel and number in chat.messages
        ),
        0,
    )


def _anywhere(world: World, number: int) -> Any:
    home = _home(world, number)
    if not home:
        return types.MessageEmpty(number)
    return world.chats[home].messages[number]
