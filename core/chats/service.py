"""What is followed, how complete it is, and what was found out about chats."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from core import clock, db, models
from core.chats import queries, rules
from core.chats.values import (
    Described,
    Followed,
    MemberSeen,
    Standing,
    Unmatched,
)
from core.intake import following, merge
from core.intake import service as intake
from core.intake.values import ChatSeen

_UNSEEN = "unseen"


async def followed(
    session: db.ReadSession, account: models.UserId, *, everything: bool = False
) -> list[Followed]:
    """The tracked chats of an account, supergroups and channels included.

    With `everything`, the chats that are not tracked too.
    """
    return await queries.followed(session, account, everything=everything)


async def standing(session: db.ReadSession, *, tracked: bool | None = None) -> list[Standing]:
    """How complete chats are, by title; all, or only those that are tracked or not."""
    chats = await queries.standing(session, tracked=tracked)
    bounds = {chat.chat_id: doubted for chat, doubted in chats if doubted}
    verified = await queries.oldest_above(session, bounds) if bounds else {}
    return [replace(chat, verified_back_to=verified.get(chat.chat_id)) for chat, _ in chats]


async def switch(session: db.Session, chat_id: models.ChatId, *, tracked: bool) -> None:
    """Track a chat or no longer, by the owner's word, which outweighs the settings for good."""
    await queries.switch(session, chat_id, tracked=tracked, at=clock.now())


async def apply_allowed(
    session: db.Session,
    account: models.UserId,
    ids: Collection[models.PeerId],
    usernames: Collection[str],
) -> Unmatched:
    """Track the chats that the settings name, and no others, unless the owner switched them.

    `ids` that no chat has are stored as chats that were not seen; gives what matched nothing.
    """
    names = {name.removeprefix("@").lower(): name for name in usernames}
    known = await queries.seen(session, account)
    peers = {peer for peer, _, access in known if access is not models.ChatAccess.UNSEEN}
    for peer in sorted(set(ids).difference(peer for peer, _, _ in known)):
        await _keep_unseen(session, account, peer)
    await queries.allow(session, account, ids, names)
    taken = {username.lower() for _, username, _ in known if username}
    return Unmatched(
        tuple(sorted(set(ids) - peers)),
        tuple(name for plain, name in names.items() if plain not in taken),
    )


async def _keep_unseen(session: db.Session, account: models.UserId, peer: models.PeerId) -> None:
    kind = rules.likely_kind(peer)
    owned = kind in {models.ChatKind.PRIVATE, models.ChatKind.GROUP}
    seen = ChatSeen(peer, kind, account if owned else None)
    chat_id = await intake.chat(session, seen, keep=True)
    await queries.update_chat(session, chat_id, {"access": models.ChatAccess.UNSEEN})
    await following.block(session, chat_id, _UNSEEN, None)


async def set_access(
    session: db.Session, chat_id: models.ChatId, access: models.ChatAccess
) -> bool:
    """Note whether a chat can be read; False where that was known. OPEN lifts what blocks it."""
    await merge.lock_chat(await db.driver(session), chat_id)
    changed = await queries.update_chat(session, chat_id, {"access": access})
    if changed and access is models.ChatAccess.OPEN:
        await following.block(session, chat_id, None, None)
    return changed


async def describe(session: db.Session, chat_id: models.ChatId, seen: Described) -> None:
    """Store a chat's description, and that it was read now."""
    await merge.lock_chat(await db.driver(session), chat_id)
    linked = await queries.find_peer(session, seen.linked_to) if seen.linked_to else None
    known = {
        "linked_to": linked,
        "members_count": seen.members_count,
        "members_known": seen.members_known,
        "members_note": seen.members_note,
        "is_forum": seen.is_forum,
    }
    values = {column: value for column, value in known.items() if value is not None}
    await queries.update_chat(session, chat_id, {**values, "described_at": clock.now()})
    if seen.topics:
        await queries.name_topics(session, chat_id, seen.topics)


async def members(
    session: db.Session,
    chat_id: models.ChatId,
    seen: Sequence[MemberSeen],
    *,
    complete: bool = False,
    since: datetime | None = None,
) -> None:
    """Store members and their roles; if the list is complete, whoever is not in it has left.

    Who came or went after `since`, when the list was first asked for, is left as is. The account
    itself is in every list, so an empty one says nothing.
    """
    since = since or clock.now()
    await merge.lock_chat(await db.driver(session), chat_id)
    await intake.users(session, (each.user for each in seen))
    listed = {each.user.id: (each.user.id, each.role, each.joined_at) for each in seen}
    if not listed:
        return
    await queries.keep_members(session, chat_id, list(listed.values()), since)
    if complete:
        await queries.keep_only(session, chat_id, listed, since)
