"""Whom a request means; access hashes must be right."""

from typing import Any

from telethon.tl import types

from tests.world.telegram.chat import CHANNELS, Chat
from tests.world.telegram.values import Kind, Person, RefusalError, UnheardError
from tests.world.telegram.world import World

SELF = (types.InputPeerSelf, types.InputUserSelf)
USER = (types.InputPeerUser, types.InputUser)
CHANNEL = (types.InputPeerChannel, types.InputChannel)
SEEN_USER = (types.InputPeerUserFromMessage, types.InputUserFromMessage)
SEEN_CHANNEL = (types.InputPeerChannelFromMessage, types.InputChannelFromMessage)


def person(world: World, given: Any) -> Person:
    """Somebody; refuses a wrong access hash."""
    if isinstance(given, SELF):
        return world.me
    if isinstance(given, SEEN_USER):
        seen = chat(world, given.peer).messages.get(given.msg_id)
        if seen is None or getattr(seen.from_id, "user_id", None) != given.user_id:
            raise RefusalError("MSG_ID_INVALID")
        return world.people[given.user_id]
    if not isinstance(given, USER):
        raise UnheardError(f"a person called {type(given).__name__}")
    found = world.people.get(given.user_id)
    if found is None or found.access_hash != given.access_hash:
        raise RefusalError(
            "USER_ID_INVALID" if isinstance(given, types.InputUser) else "PEER_ID_INVALID"
        )
    return found


def chat(world: World, given: Any) -> Chat:
    """A chat that the account may read; refuses others."""
    if isinstance(given, (*SELF, *USER, *SEEN_USER)):
        return private(world, person(world, given))
    if isinstance(given, types.InputPeerChat):
        return basic(world, given.chat_id)
    return channel(world, given)


def private(world: World, other: Person) -> Chat:
    """The chat with somebody, which need not have begun."""
    return world.chats.get(other.id) or Chat(
        world, Kind.PRIVATE, other.id, other.first or "", other.access_hash, person=other
    )


def basic(world: World, number: int) -> Chat:
    """A basic group."""
    found = world.chats.get(-number)
    if found is None or found.kind is not Kind.GROUP:
        raise RefusalError("CHAT_ID_INVALID")
    return found


def channel(world: World, given: Any) -> Chat:
    """A supergroup or channel that the account may read."""
    if not isinstance(given, (*CHANNEL, *SEEN_CHANNEL)):
        raise UnheardError(f"a chat called {type(given).__name__}")
    found = world.chats.get(-CHANNELS - given.channel_id)
    if found is None or getattr(given, "access_hash", found.access_hash) != found.access_hash:
        raise RefusalError("CHANNEL_INVALID")
    if not found.is_mine:
        raise RefusalError("CHANNEL_PRIVATE")
    return found


def marked(request: Any) -> int | None:
    """The marked id of the chat that a request is about, if it is about one."""
    given = getattr(request, "peer", None) or getattr(request, "channel", None)
    if given is None:
        number = getattr(request, "chat_id", None)
        return None if number is None else -number
    if isinstance(given, (*CHANNEL, *SEEN_CHANNEL)):
        return -CHANNELS - int(given.channel_id)
    if isinstance(given, types.InputPeerChat):
        return -int(given.chat_id)
    return getattr(given, "user_id", None)
