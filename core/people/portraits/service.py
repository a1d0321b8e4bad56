"""Wishes for portraits, and fulfilling them."""

from collections.abc import Sequence
from datetime import datetime

from core import clock, db
from core.intake import people
from core.intake import service as intake
from core.models import ChatId, PeerId, UserId
from core.people.portraits import queries
from core.people.portraits.values import Portrait, Standing, Wish
from core.people.service import PersonGoneError


async def want(session: db.Session, user_id: UserId) -> None:
    """The owner wants somebody's bio and photo; raises PersonGoneError."""
    if not await queries.want(session, user_id, clock.now()):
        raise PersonGoneError("This person is not stored any more.")


async def wishes(
    session: db.ReadSession, chats: Sequence[ChatId], private: Sequence[PeerId], limit: int
) -> list[Wish]:
    """The oldest wishes that can be fulfilled by who reads these chats and private chats."""
    return await queries.wishes(session, chats, private, limit)


async def read_since(session: db.ReadSession, moment: datetime) -> int:
    """How many people Telegram was asked for since then."""
    return await queries.read_since(session, moment)


async def standing(session: db.ReadSession, user_id: UserId) -> Standing:
    """How the wish for somebody stands; raises PersonGoneError."""
    found = await queries.standing(session, user_id)
    if found is None:
        raise PersonGoneError("This person is not stored any more.")
    return found


async def store(session: db.Session, portrait: Portrait) -> None:
    """Keep what Telegram shows of somebody now; another bio is something new to read."""
    user_id = portrait.user.id
    await intake.users(session, [portrait.user])
    if not portrait.user.bio and await queries.clear_bio(session, user_id):
        await people.hear(await db.driver(session), [], [user_id])
    if portrait.photo_is_known:
        await queries.keep_photo(session, user_id, portrait.photo)
    await queries.settle(session, user_id, clock.now())


async def refuse(session: db.Session, user_id: UserId) -> None:
    """Telegram does not show somebody to us: the wish is over, what was known stays."""
    await queries.settle(session, user_id, clock.now())
