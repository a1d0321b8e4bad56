"""People: who is in a chat, and what they say of themselves."""

from typing import Any

from telethon.tl import functions, types

from tests.world.telegram import media, tl
from tests.world.telegram.chat import Chat
from tests.world.telegram.methods import peers
from tests.world.telegram.methods.table import Asked, answers, none_of
from tests.world.telegram.values import Kind, Member, RefusalError, Role, UnheardError
from tests.world.telegram.world import World

LIST = (types.ChannelParticipantsRecent, types.ChannelParticipantsSearch)


@answers(functions.channels.GetParticipantsRequest)
def get_participants(asked: Asked) -> Any:
    """A page of the members, latest first."""
    world, request = asked.world, asked.request
    none_of(request, "hash")
    chat = peers.channel(world, request.channel)
    rules = world.rules
    if chat.kind is Kind.CHANNEL and not _administers(chat):
        raise RefusalError("CHAT_ADMIN_REQUIRED")
    shown = _shown(chat, request.filter)
    most = min(request.limit, rules.members_a_page)
    page = shown[request.offset : min(rules.members_shown, request.offset + most)]
    return types.channels.ChannelParticipants(
        len(shown),
        [_participant(world, member) for member in page],
        [],
        [tl.user(world, member.person) for member in page],
    )


def _administers(chat: Chat) -> bool:
    me = chat.members.get(chat.world.me.id)
    return me is not None and me.role is not Role.MEMBER


def _shown(chat: Chat, wanted: Any) -> list[Member]:
    members = sorted(chat.members.values(), key=lambda m: (-m.joined.timestamp(), m.person.id))
    if isinstance(wanted, types.ChannelParticipantsAdmins):
        return [member for member in members if member.role is not Role.MEMBER]
    if not isinstance(wanted, LIST) or getattr(wanted, "q", None):
        raise UnheardError(f"participants by {wanted}")
    if chat.hides_members and not _administers(chat):
        me = chat.world.me
        return [each for each in members if each.role is not Role.MEMBER or each.person is me]
    return members


def _participant(world: World, member: Member) -> Any:
    number = member.person.id
    if member.role is Role.CREATOR:
        return types.ChannelParticipantCreator(number, tl.RIGHTS)
    if member.role is Role.ADMIN:
        return types.ChannelParticipantAdmin(number, world.me.id, member.joined, tl.RIGHTS)
    if member.person is world.me:
        return types.ChannelParticipantSelf(number, world.me.id, member.joined)
    return types.ChannelParticipant(number, member.joined)


@answers(functions.channels.GetFullChannelRequest)
def get_full_channel(asked: Asked) -> Any:
    """A supergroup or channel in full."""
    chat = peers.channel(asked.world, asked.request.channel)
    hidden = chat.hides_members and not _administers(chat)
    listed = chat.kind is Kind.SUPERGROUP or _administers(chat)
    full = types.ChannelFull(
        chat.id,
        chat.about,
        chat.top,
        chat.top,
        0,
        _photo(chat),
        tl.NO_SETTINGS,
        [],
        chat.box.pts,
        can_view_participants=(listed and not hidden) or None,
        participants_hidden=hidden or None,
        participants_count=len(chat.members),
        migrated_from_chat_id=chat.migrated_from and chat.migrated_from.id,
        migrated_from_max_id=chat.migrated_from and chat.migrated_from.top,
        linked_chat_id=chat.linked and chat.linked.id,
    )
    chats = [each for each in (chat, chat.linked) if each]
    return types.messages.ChatFull(full, [tl.chat(each) for each in chats], [])


def _photo(chat: Chat) -> Any:
    return media.photo(chat.photo, chat) if chat.photo else types.PhotoEmpty(0)


@answers(functions.messages.GetFullChatRequest)
def get_full_chat(asked: Asked) -> Any:
    """A basic group in full, with its members."""
    world = asked.world
    chat = peers.basic(world, asked.request.chat_id)
    members = list(chat.members.values()) if chat.is_mine else []
    listed: Any = types.ChatParticipantsForbidden(chat.id)
    if chat.is_mine:
        listed = types.ChatParticipants(chat.id, [_basic(world, each) for each in members], 1)
    full = types.ChatFull(chat.id, chat.about, listed, tl.NO_SETTINGS)
    users = [tl.user(world, member.person) for member in members]
    chats = [each for each in (chat, chat.migrated_to) if each]
    return types.messages.ChatFull(full, [tl.chat(each) for each in chats], users)


def _basic(world: World, member: Member) -> Any:
    number = member.person.id
    if member.role is Role.CREATOR:
        return types.ChatParticipantCreator(number)
    made = types.ChatParticipantAdmin if member.role is Role.ADMIN else types.ChatParticipant
    return made(number, world.me.id, member.joined)


@answers(functions.users.GetUsersRequest)
def get_users(asked: Asked) -> Any:
    """People."""
    found = [peers.person(asked.world, given) for given in asked.request.id]
    return [tl.user(asked.world, person) for person in found]


@answers(functions.users.GetFullUserRequest)
def get_full_user(asked: Asked) -> Any:
    """Somebody in full, with the bio and the photo."""
    world = asked.world
    person = peers.person(world, asked.request.id)
    photo = person.photo and media.photo(person.photo, peers.private(world, person))
    full = types.UserFull(
        person.id,
        types.PeerSettings(),
        tl.NO_SETTINGS,
        0,
        about=person.bio,
        profile_photo=photo,
    )
    return types.users.UserFull(full, [], [tl.user(world, person)])
