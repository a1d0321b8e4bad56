"""The account's list of chats, and where some of them stand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from telethon import errors
from telethon import utils as telethon
from telethon.tl import functions, types

from collector.line import Lane, Line, NotNowError
from collector.translate import chats, peers
from core import clock
from core.models import MessageId, PeerId, UserId

PAGE = 100
"""Dialogs of a page, the most that Telegram gives."""

MOST_LOOKS = 5
"""Times that the top of the list is read again, where ever more moves there."""

LONG = timedelta(minutes=1)
"""A wait for which a list that is half read is rather begun anew."""

SERVICE = PeerId(777000)
"""Telegram's own account, which sends login codes."""


_Place = tuple[datetime | None, int, Any]
_START: _Place = (None, 0, types.InputPeerEmpty())
"""Before every dialog; a page begins behind the date, the id and the chat of a message."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chat stands: its position, if it has one of its own, and its highest message."""

    pts: int | None
    top: MessageId


@dataclass(frozen=True, slots=True)
class Dialog:
    """A chat of the list; `input_peer` is how to name it to Telegram."""

    head: chats.Head
    input_peer: Any
    place: Place
    folder: int


@dataclass(frozen=True, slots=True)
class Peeked:
    """Where chats stand, and where the account stands with them or a little later."""

    standings: dict[PeerId, Place]
    state: Any


@dataclass(slots=True)
class _List:
    """What was read of the list so far."""

    patient: bool
    found: dict[PeerId, Dialog] = field(default_factory=dict)
    places: set[PeerId] = field(default_factory=set)
    folders: set[int] = field(default_factory=set)
    pages: int = 0


async def read(
    line: Line, account: UserId, own_bot: UserId | None, *, patient: bool = True
) -> list[Dialog]:
    """Every chat of the account but Telegram's own, Saved Messages and our bot, each once.

    A chat in which somebody writes meanwhile goes to the top, where nobody looks any more: the top
    is read again. Who is not `patient` gets NotNowError where Telegram has us wait for long.
    """
    so_far = _List(patient)
    since: dict[int | None, datetime | None]
    since = {None: await _folder(line, account, so_far, None)}
    for archive in sorted(so_far.folders):
        since[archive] = await _folder(line, account, so_far, archive)
    if so_far.pages > 1:
        for folder, moment in since.items():
            await _newer(line, account, so_far, folder, moment)
    excluded = excluded_peers(account, own_bot)
    return [dialog for peer, dialog in so_far.found.items() if peer not in excluded]


def excluded_peers(account: UserId, own_bot: UserId | None) -> frozenset[PeerId]:
    """Private chats that are never stored."""
    return frozenset((SERVICE, PeerId(account), PeerId(own_bot or 0)))


async def peek(line: Line, inputs: Sequence[Any]) -> Peeked:
    """Where some chats stand now; those that cannot be read are left out."""
    seen = Peeked({}, None)
    for start in range(0, len(inputs), PAGE):
        seen = await _peek(line, inputs[start : start + PAGE], seen)
    if seen.state is None:
        return Peeked({}, await line.ask(functions.updates.GetStateRequest(), Lane.LIVE))
    return seen


async def _peek(line: Line, inputs: Sequence[Any], seen: Peeked) -> Peeked:
    """Ask for all at once; if Telegram refuses that, for halves, until it is clear for whom."""
    asked = [types.InputDialogPeer(each) for each in inputs]
    try:
        answer = await line.ask(functions.messages.GetPeerDialogsRequest(asked), Lane.LIVE)
    except (errors.BadRequestError, errors.ForbiddenError):
        if len(inputs) == 1:
            return seen
        half = len(inputs) // 2
        return await _peek(line, inputs[half:], await _peek(line, inputs[:half], seen))
    places = {peers.marked(each.peer): place_of(each) for each in answer.dialogs}
    return Peeked(seen.standings | places, answer.state)


def place_of(dialog: Any) -> Place:
    """Where a dialog of Telegram's stands."""
    return Place(dialog.pts, MessageId(dialog.top_message))


def input_of(entity: Any) -> Any | None:
    """How to name a chat to Telegram; None if Telegram did not tell."""
    if getattr(entity, "min", False) or isinstance(entity, types.ChatEmpty | types.UserEmpty):
        return None
    return telethon.get_input_peer(entity)


async def _folder(
    line: Line, account: UserId, so_far: _List, folder: int | None
) -> datetime | None:
    """Read pages until one brings nothing new; gives how new the first one is."""
    before, newest, is_first = _START, None, True
    while True:
        answer = await _ask(line, so_far, before, folder, pinned=is_first)
        newest = _newest(answer) if is_first else newest
        fresh = _page(answer, account, so_far)
        before = _end(answer, so_far) or before
        if isinstance(answer, types.messages.Dialogs) or not fresh:
            return newest
        is_first = False


async def _newer(
    line: Line, account: UserId, so_far: _List, folder: int | None, since: datetime | None
) -> None:
    """Read the top again, down to a moment; within one page nothing moves."""
    for _ in range(MOST_LOOKS):
        before, pages, newest = _START, 0, since
        while since is not None:
            answer = await _ask(line, so_far, before, folder, pinned=False)
            newest = newest if pages else _newest(answer)
            pages += 1
            _page(answer, account, so_far)
            end = _end(answer, so_far)
            if end is None or end == before or end[0] is None or end[0] < since:
                break
            before = end
        if pages <= 1:
            return
        since = newest


async def _ask(
    line: Line, so_far: _List, before: _Place, folder: int | None, *, pinned: bool
) -> Any:
    request = functions.messages.GetDialogsRequest(
        *before, PAGE, 0, exclude_pinned=not pinned or None, folder_id=folder
    )
    try:
        return await line.ask(request, Lane.LIVE, patient=so_far.patient)
    except NotNowError as error:
        if error.retry_at - clock.now() > LONG:
            raise
    return await line.ask(request, Lane.LIVE)


def _newest(answer: Any) -> datetime | None:
    """When the newest message of a page was written."""
    dates = (getattr(each, "date", None) for each in answer.messages)
    return max((date for date in dates if date), default=None)


def _page(answer: Any, account: UserId, so_far: _List) -> bool:
    entities = {telethon.get_peer_id(each): each for each in [*answer.users, *answer.chats]}
    fresh = False
    so_far.pages += 1
    for each in answer.dialogs:
        if isinstance(each, types.DialogFolder):
            so_far.folders.add(each.folder.id)
            continue
        peer = peers.marked(each.peer)
        entity = entities.get(peer)
        fresh = fresh or peer not in so_far.places
        so_far.places.add(peer)
        head = None if entity is None else chats.head(entity, account)
        if head is not None:
            folder = each.folder_id or 0
            so_far.found[peer] = Dialog(head, input_of(entity), place_of(each), folder)
    return fresh


def _end(answer: Any, so_far: _List) -> _Place | None:
    """Behind which dialog the next page begins: the last that is not pinned and has a date."""
    dates = {
        (peers.marked(each.peer_id), each.id): each.date
        for each in answer.messages
        if each.peer_id is not None and getattr(each, "date", None)
    }
    for each in reversed(answer.dialogs):
        if each.pinned or isinstance(each, types.DialogFolder):
            continue
        peer = peers.marked(each.peer)
        date = dates.get((peer, each.top_message))
        dialog = so_far.found.get(peer)
        if date is not None and dialog is not None and dialog.input_peer is not None:
            return date, each.top_message, dialog.input_peer
    return None
