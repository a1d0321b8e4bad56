"""The world in Telegram's own words."""

from collections.abc import Iterable
from typing import Any

from telethon import utils
from telethon.tl import types

from tests.world.telegram import media
from tests.world.telegram.chat import CHANNELS, Chat
from tests.world.telegram.values import Kind, Person, Role
from tests.world.telegram.world import World

NO_SETTINGS = types.PeerNotifySettings()
RIGHTS = types.ChatAdminRights(delete_messages=True, ban_users=True)


def user(world: World, person: Person, *, minimal: bool = False) -> Any:
    """A person; a minimal one has a name and an access hash that is of no use."""
    if person.is_deleted:
        return types.User(person.id, deleted=True, access_hash=person.access_hash)
    is_me = person is world.me
    shown = person.photo and types.UserProfilePhoto(person.photo.id, person.photo.dc)
    return types.User(
        person.id,
        is_self=is_me or None,
        min=(minimal and not is_me) or None,
        bot=person.is_bot or None,
        bot_info_version=1 if person.is_bot else None,
        access_hash=person.access_hash + (minimal and not is_me),
        first_name=person.first,
        last_name=person.last,
        username=person.username,
        photo=shown,
        phone=world.phone if is_me else None,
    )


def chat(of: Chat) -> Any:
    """A group, supergroup or channel as the account may see it."""
    if of.kind is Kind.GROUP:
        if not of.is_mine:
            return types.ChatForbidden(of.id, of.title)
        return types.Chat(
            of.id,
            of.title,
            types.ChatPhotoEmpty(),
            len(of.members),
            of.created,
            1,
            deactivated=of.migrated_to is not None or None,
            migrated_to=of.migrated_to
            and types.InputChannel(of.migrated_to.id, of.migrated_to.access_hash),
        )
    group = of.kind is Kind.SUPERGROUP
    if not of.is_mine:
        return types.ChannelForbidden(
            of.id, of.access_hash, of.title, broadcast=not group or None, megagroup=group or None
        )
    mine = of.members.get(of.world.me.id)
    return types.Channel(
        of.id,
        of.title,
        types.ChatPhotoEmpty(),
        of.created,
        broadcast=not group or None,
        megagroup=group or None,
        forum=of.is_forum or None,
        left=mine is None or None,
        admin_rights=RIGHTS if mine and mine.role is not Role.MEMBER else None,
        access_hash=of.access_hash,
        username=of.username,
        has_link=of.linked is not None or None,
    )


def dialog(of: Chat) -> Any:
    """A chat's line in the list."""
    return types.Dialog(
        of.tl_peer,
        of.top,
        of.top,
        of.top,
        0,
        0,
        0,
        0,
        NO_SETTINGS,
        pinned=of in of.world.pinned or None,
        pts=of.box.pts if of.is_channel else None,
        folder_id=1 if of in of.world.archived else None,
    )


def messages(world: World, of: Iterable[Any]) -> list[Any]:
    """Messages with references to files that are good today."""
    return [media.refreshed(message, world.files) for message in of]


def mentioned(
    world: World, of: Iterable[Any], also: Iterable[Chat] = (), *, minimal: bool = False
) -> tuple[list[Any], list[Any]]:
    """The people and chats that messages speak of, and those of some chats."""
    peers = {chat.peer for chat in also}
    for message in of:
        peers |= set(_peers(message))
    people = [world.people[peer] for peer in sorted(peers) if peer in world.people]
    chats = [world.chats[peer] for peer in sorted(peers) if peer < 0 and peer in world.chats]
    chats += [other for each in chats if (other := each.migrated_to) and other not in chats]
    return (
        [user(world, person, minimal=minimal) for person in people],
        [chat(each) for each in chats],
    )


def _peers(message: Any) -> Iterable[int]:
    origin = getattr(message, "fwd_from", None)
    for peer in (message.peer_id, message.from_id, origin and origin.from_id):
        if peer is not None:
            yield utils.get_peer_id(peer)
    if via := getattr(message, "via_bot_id", None):
        yield via
    action = getattr(message, "action", None)
    yield from getattr(action, "users", None) or ()
    if put_out := getattr(action, "user_id", None):
        yield put_out
    if channel := getattr(action, "channel_id", None):
        yield -CHANNELS - channel
