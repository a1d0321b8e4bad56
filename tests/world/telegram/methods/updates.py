"""The account's position in its updates, and differences."""

from typing import Any

from telethon.tl import functions, types

from tests.world.telegram import tl
from tests.world.telegram.chat import Chat
from tests.world.telegram.methods import peers
from tests.world.telegram.methods.table import Asked, answers, none_of
from tests.world.telegram.values import Event, RefusalError, UnheardError, What
from tests.world.telegram.world import World

ASK_AGAIN = 30


@answers(functions.updates.GetStateRequest)
def get_state(asked: Asked) -> Any:
    """Where the account stands."""
    return state(asked.world, asked.world.box.pts)


def state(world: World, pts: int) -> Any:
    """A position of the account."""
    return types.updates.State(pts, 0, world.now, world.seq, 0)


@answers(functions.updates.GetDifferenceRequest)
def get_difference(asked: Asked) -> Any:
    """What happened outside channels, and which channels had news."""
    world, request = asked.world, asked.request
    none_of(request, "pts_limit", "qts_limit")
    _check(request.pts, world.box.pts)
    behind = world.box.pts - request.pts
    too_long = (world.rules.too_long, request.pts_total_limit)
    if request.pts < world.box.horizon or any(behind > most for most in too_long if most):
        return types.updates.DifferenceTooLong(world.box.pts)
    events = world.box.since(request.pts)
    more = len(events) > world.rules.slice
    events = events[: world.rules.slice]
    moved = [] if more else _moved_channels(world, request.date)
    if not events and not moved:
        return types.updates.DifferenceEmpty(world.now, world.seq)
    new, others, users, chats = _told(world, events, moved)
    others += [types.UpdateChannelTooLong(each.id, pts=each.box.pts) for each in moved]
    reached = state(world, events[-1].pts if more else world.box.pts)
    answer = types.updates.DifferenceSlice if more else types.updates.Difference
    return answer(new, [], others, chats, users, reached)


@answers(functions.updates.GetChannelDifferenceRequest)
def get_channel_difference(asked: Asked) -> Any:
    """What happened in a channel."""
    world, request = asked.world, asked.request
    chat = peers.channel(world, request.channel)
    if not isinstance(request.filter, types.ChannelMessagesFilterEmpty):
        raise UnheardError(f"getChannelDifference with {type(request.filter).__name__}")
    if request.limit < 1:
        raise RefusalError("LIMIT_INVALID")
    _check(request.pts, chat.box.pts)
    if request.pts == chat.box.pts:
        return types.updates.ChannelDifferenceEmpty(chat.box.pts, final=True, timeout=ASK_AGAIN)
    limit = min(request.limit, world.rules.channel_events)
    if request.pts + limit < chat.box.pts or request.pts < chat.box.horizon:
        return _too_long(chat)
    most = min(limit, world.rules.channel_slice)
    events = chat.box.since(request.pts)
    final = len(events) <= most
    events = events[:most]
    new, others, users, chats = _told(world, events, [chat])
    return types.updates.ChannelDifference(
        chat.box.pts if final else events[-1].pts,
        new,
        others,
        chats,
        users,
        final=final or None,
        timeout=ASK_AGAIN,
    )


def _check(asked: int, actual: int) -> None:
    if asked < 1:
        raise RefusalError("PERSISTENT_TIMESTAMP_EMPTY")
    if asked > actual:
        raise RefusalError("PERSISTENT_TIMESTAMP_INVALID")


def _moved_channels(world: World, since: Any) -> list[Chat]:
    return [
        chat
        for chat in world.chats.values()
        if chat.is_channel and chat.is_mine and chat.box.events
        if chat.box.events[-1].at >= since
    ]


def _too_long(chat: Chat) -> Any:
    latest = [chat.messages[number] for number in sorted(chat.messages)[-10:]]
    users, chats = tl.mentioned(chat.world, latest, [chat])
    latest = tl.messages(chat.world, latest)
    return types.updates.ChannelDifferenceTooLong(
        tl.dialog(chat), latest, chats, users, final=True, timeout=ASK_AGAIN
    )


def _told(
    world: World, events: list[Event], also: list[Chat]
) -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    new, others, shown = [], [], []
    for event in events:
        update = update_of(world, event)
        if update is None:
            continue
        if event.what is not What.DELETE:
            shown.append(update.message)
        if event.what is What.NEW:
            new.append(update.message)
        else:
            others.append(update)
    users, chats = tl.mentioned(world, shown, also)
    return new, others, users, chats


def update_of(world: World, event: Event) -> Any:
    """An event in Telegram's words; nothing if its message is no longer there."""
    chat = world.chats[event.peer]
    if event.what is What.DELETE:
        ids = list(event.ids)
        if chat.is_channel:
            return types.UpdateDeleteChannelMessages(chat.id, ids, event.pts, event.count)
        return types.UpdateDeleteMessages(ids, event.pts, event.count)
    message = chat.messages.get(event.ids[0])
    if message is None:
        return None
    update = {
        (What.NEW, False): types.UpdateNewMessage,
        (What.NEW, True): types.UpdateNewChannelMessage,
        (What.EDIT, False): types.UpdateEditMessage,
        (What.EDIT, True): types.UpdateEditChannelMessage,
    }[event.what, chat.is_channel]
    return update(*tl.messages(world, [message]), event.pts, event.count)
