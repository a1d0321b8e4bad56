"""What Telegram says happened since a position, stored step by step.

Each generator yields the positions that it has reached, so that nothing is asked twice.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import timedelta
from typing import Any

from telethon import errors
from telethon import utils as telethon
from telethon.tl import functions, types

from collector import dialogs, storing, stream
from collector.boxes import Event
from collector.context import Context
from collector.line import Lane, TelegramAilingError
from collector.stream import Arrival, Happening, Kind
from core import clock
from core.chats import service as chats
from core.chats.values import Followed
from core.intake import following
from core.intake.values import AccountPosition
from core.models import ChatAccess, ChatKind, MessageId
from core.outbox import service as outbox
from core.outbox.values import NoticeKind

LIMIT = 100
"""Events of a channel in one answer; who lags further behind is told nothing."""

UNNAMED = timedelta(minutes=1)
"""For which a channel is left alone that is not in the list of chats, as that is not read yet."""

CLOSED = (errors.ChannelPrivateError, errors.ChannelInvalidError)
"""Telegram lets the account read a channel no more."""

_GONE = (ChatAccess.LEFT, ChatAccess.PRIVATE)

_LOST_PLACE = (
    errors.PersistentTimestampEmptyError,
    errors.PersistentTimestampInvalidError,
    errors.PersistentTimestampOutdatedError,
)


async def of_channel(here: Context, chat: Followed, pts: int) -> AsyncIterator[int]:
    """Bring a channel up to date; raises one of CLOSED, following.MovedError, line's errors."""
    peer = here.roster.input(chat.peer_id)
    if peer is None:
        raise TelegramAilingError("A channel cannot be named yet.", clock.now() + UNNAMED)
    while True:
        request = functions.updates.GetChannelDifferenceRequest(
            telethon.get_input_channel(peer),
            types.ChannelMessagesFilterEmpty(),
            pts,
            LIMIT,
            force=True,
        )
        try:
            answer = await here.line.ask(request, Lane.LIVE)
        except _LOST_PLACE:
            place = (await dialogs.peek(here.line, [peer])).standings.get(chat.peer_id)
            if place is None or place.pts is None:
                raise
            await skip(here, chat, place.pts, place.top)
            yield place.pts
            return
        before, pts = pts, await _channel(here, chat, answer, pts)
        yield pts
        if answer.final or pts == before:
            return


async def _channel(here: Context, chat: Followed, answer: Any, pts: int) -> int:
    if isinstance(answer, types.updates.ChannelDifferenceTooLong):
        assert answer.dialog.pts is not None
        await skip(here, chat, answer.dialog.pts, MessageId(answer.dialog.top_message))
        return int(answer.dialog.pts)
    if answer.pts == pts:
        return pts
    events: list[Event[Happening]] = []
    if isinstance(answer, types.updates.ChannelDifference):
        arrival = stream.sort(answer.other_updates, answer.users, answer.chats, clock.now())
        events = _new(answer.new_messages, answer.users, pts)
        events += _in_order(event for box, event in arrival.events if box == chat.peer_id)
        await aside(here, arrival)
    await storing.of_channel(here, chat, events, (pts, answer.pts))
    return int(answer.pts)


async def of_account(here: Context, position: AccountPosition) -> AsyncIterator[AccountPosition]:
    """Bring the account's private chats and basic groups up to date."""
    if not here.roster.of_the_account():
        state = await here.line.ask(functions.updates.GetStateRequest(), Lane.LIVE)
        if not here.roster.of_the_account():
            here.roster.missed.update(chat.chat_id for chat in here.roster.known())
            position = place_of(state)
            async with here.database.write() as session:
                await following.move_account(session, here.account, position)
            yield position
            return
    is_last = False
    while not is_last:
        request = functions.updates.GetDifferenceRequest(
            position.pts or 1, position.date or clock.now(), position.qts or 0
        )
        try:
            answer = await here.line.ask(request, Lane.LIVE)
        except _LOST_PLACE:
            answer = types.updates.DifferenceTooLong(0)
        is_last = not isinstance(answer, types.updates.DifferenceSlice)
        position = await _account(here, answer, position)
        yield position


async def _account(here: Context, answer: Any, position: AccountPosition) -> AccountPosition:
    if isinstance(answer, types.updates.DifferenceTooLong):
        return await _skip_account(here)
    if isinstance(answer, types.updates.DifferenceEmpty):
        position = AccountPosition(position.pts, position.qts, answer.seq, answer.date)
        async with here.database.write() as session:
            await following.move_account(session, here.account, position)
        return position
    arrival = stream.sort(answer.other_updates, answer.users, answer.chats, clock.now())
    reached = place_of(getattr(answer, "intermediate_state", None) or answer.state)
    events = _new(answer.new_messages, answer.users, position.pts or 0)
    events += _in_order(event for box, event in arrival.events if box == stream.ACCOUNT)
    await storing.of_account(here, events, reached)
    elsewhere = [each for each in answer.other_updates if stream.is_of_channel(each)]
    if elsewhere:
        here.client.arrivals.put_nowait(
            types.Updates(elsewhere, answer.users, answer.chats, clock.now(), 0)
        )
    await aside(here, arrival)
    return reached


async def _skip_account(here: Context) -> AccountPosition:
    """Telegram tells nothing of what happened: read the account's chats again from their ends."""
    state = await here.line.ask(functions.updates.GetStateRequest(), Lane.LIVE)
    own = here.roster.of_the_account()
    inputs = [peer for chat in own if (peer := here.roster.input(chat.peer_id)) is not None]
    seen = await dialogs.peek(here.line, inputs)
    for chat in own:
        place = seen.standings.get(chat.peer_id)
        top = chat.top if place is None else place.top
        if top is not None:
            await skip(here, chat, None, top)
    position = place_of(state)
    async with here.database.write() as session:
        await following.move_account(session, here.account, position)
    return position


async def skip(here: Context, chat: Followed, pts: int | None, top: MessageId) -> None:
    """Hold everything stored of a chat for outdated, and go on from a position."""
    here.roster.spoil(chat.chat_id)
    async with here.database.write() as session:
        await following.skip(session, chat.chat_id, pts=pts, top=top)
    here.roster.wake()


async def note_access(here: Context, chat: Followed, access: ChatAccess) -> None:
    """Note whether a chat can be read; what is stored stays, and the owner hears of a loss."""
    async with here.database.write() as session:
        changed = await chats.set_access(session, chat.chat_id, access)
        topic = f"{NoticeKind.CHAT_LOST}:{chat.chat_id}"
        if access is ChatAccess.OPEN:
            await outbox.take_back(session, topic)
        if changed and _is_a_loss(chat, access):
            told: dict[str, int | str] = {"chat": chat.chat_id}
            await outbox.put(session, NoticeKind.CHAT_LOST, topic, told)
    await here.roster.reload(here.database)


def _is_a_loss(chat: Followed, access: ChatAccess) -> bool:
    """Whether a chat that was followed is no longer; not of a private one, or one that moved."""
    moved = chat.kind is ChatKind.PRIVATE or chat.migrated_to is not None
    is_gone = access in _GONE and chat.access not in _GONE
    return chat.tracked and is_gone and not moved


async def aside(here: Context, arrival: Arrival) -> None:
    """Take note of what has no position: how people are called, what chats look like."""
    named = list(arrival.renamed)
    if arrival.changed:
        named += storing.described(arrival.users, arrival.changed)
    if named:
        await storing.names(here, named)
    here.roster.notice(arrival.chats, arrival.cleared)


def place_of(state: Any) -> AccountPosition:
    """A state of Telegram's as a position."""
    return AccountPosition(state.pts, state.qts, state.seq, state.date)


def _new(messages: Sequence[Any], users: Sequence[Any], pts: int) -> list[Event[Happening]]:
    ordered = sorted(messages, key=lambda message: message.id)
    return [Event(pts, 0, Happening(Kind.NEW, message, users=users)) for message in ordered]


def _in_order(events: Iterable[Event[Happening]]) -> list[Event[Happening]]:
    return sorted(events, key=lambda event: event.pts)
