"""Who is in a chat: the list of its members, as far as Telegram shows it to us."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telethon import errors as telegram
from telethon.tl import functions, types

from collector import context
from collector.line import Lane
from collector.translate import users
from core import clock
from core.chats import service as chats
from core.chats.values import Followed, MemberSeen
from core.intake.values import UserSeen
from core.models import MemberRole, MembersNote, UserId

PAGE = 200
MOST = 10_000
"""Telegram shows no more of a list, however long it is."""

_ROLES = {
    types.ChannelParticipantCreator: MemberRole.CREATOR,
    types.ChannelParticipantAdmin: MemberRole.ADMIN,
    types.ChatParticipantCreator: MemberRole.CREATOR,
    types.ChatParticipantAdmin: MemberRole.ADMIN,
    types.ChannelParticipant: MemberRole.MEMBER,
    types.ChannelParticipantSelf: MemberRole.MEMBER,
    types.ChatParticipant: MemberRole.MEMBER,
}
_ABSENT = (types.ChannelParticipantLeft,)


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list of a chat's members was worth, and how many it showed."""

    note: MembersNote
    known: int | None = None


async def of_channel(
    here: context.Context, chat: Followed, *, hidden: bool, said: int | None
) -> Listed:
    """Read and store the members of a supergroup or channel, page by page.

    `hidden` and `said` are what its description says: whether the list is hidden, and how long it
    is. Raises what `Line.ask` raises; what was read before is stored.
    """
    members: dict[UserId, MemberSeen] = {}
    since, total, offset = clock.now(), 0, 0
    while True:
        try:
            answer = await _page(here, chat, offset)
        except telegram.ChatAdminRequiredError:
            return Listed(MembersNote.ADMINS_ONLY)
        if not isinstance(answer, types.channels.ChannelParticipants) or not answer.participants:
            break
        page = _members(answer.participants, users.seen(answer.users, clock.now()))
        new = [each for each in page if each.user.id not in members]
        async with here.database.write() as session:
            await chats.members(session, chat.chat_id, new, since=since)
        members.update((each.user.id, each) for each in new)
        total = answer.count
        offset += len(answer.participants)
        if len(members) >= total or not new:
            break
    note = judge(len(members), total, said, hidden=hidden)
    if note is MembersNote.COMPLETE:
        await _settle(here, chat, list(members.values()), since)
    return Listed(note, len(members))


def judge(known: int, total: int, said: int | None, *, hidden: bool) -> MembersNote:
    """What a list is worth that showed so many of a total, where the description said another."""
    full = max(total, said or 0)
    if known >= full and not (hidden and said is None):
        return MembersNote.COMPLETE
    if full > MOST and known > MOST // 2:
        return MembersNote.CAPPED
    return MembersNote.HIDDEN


async def of_group(here: context.Context, chat: Followed, full: Any) -> Listed:
    """Store the members of a basic group, who stand in its description."""
    listed = full.full_chat.participants
    if not isinstance(listed, types.ChatParticipants):
        return Listed(MembersNote.HIDDEN)
    since = clock.now()
    members = _members(listed.participants, users.seen(full.users, since))
    await _settle(here, chat, members, since)
    return Listed(MembersNote.COMPLETE, len(members))


async def _page(here: context.Context, chat: Followed, offset: int) -> Any:
    request = functions.channels.GetParticipantsRequest(
        here.roster.peer(chat.chat_id),
        types.ChannelParticipantsRecent(),
        offset=offset,
        limit=PAGE,
        hash=0,
    )
    return await here.line.ask(request, Lane.PEOPLE)


async def _settle(
    here: context.Context, chat: Followed, members: list[MemberSeen], since: datetime
) -> None:
    async with here.database.write() as session:
        await chats.members(session, chat.chat_id, members, complete=True, since=since)


def _members(participants: Iterable[Any], seen: Iterable[UserSeen]) -> list[MemberSeen]:
    by_id = {user.id: user for user in seen}
    return [
        MemberSeen(by_id[user_id], _ROLES.get(type(each), MemberRole.MEMBER), _joined(each))
        for each in participants
        if (user_id := _user(each)) in by_id
    ]


def _user(participant: Any) -> UserId | None:
    """Whom an entry is about; None for a channel, and for somebody who is not there."""
    if isinstance(participant, types.ChannelParticipantBanned):
        if participant.left or not isinstance(participant.peer, types.PeerUser):
            return None
        return UserId(participant.peer.user_id)
    return None if isinstance(participant, _ABSENT) else UserId(participant.user_id)


def _joined(participant: Any) -> datetime | None:
    if isinstance(participant, types.ChannelParticipantBanned):
        return None
    date = getattr(participant, "date", None)
    return date if isinstance(date, datetime) else None
