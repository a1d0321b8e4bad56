"""`kimdir ledger`: what was asked of models, what left the machine for it, what it cost."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot import tame
from bot.translation import Speech
from core import clock, db, errors, settings
from core.ai.asking import Result
from core.chats import rules as chats
from core.ledger import rules, service
from core.ledger.values import (
    MILLIONTHS,
    CallSeen,
    Day,
    SentChat,
    SentMessage,
    SentPerson,
)
from core.models import CallId, ChatKind, PeerId
from core.settings import Settings
from core.taxonomy import catalogue
from core.taxonomy.values import Language
from kimdir import budget, servers, status

LONGEST_NAME = 60
LONGEST_TEXT = 500
MOST_OF_DAY = 10_000
_COLUMNS = ("Id", "Time", "For", "Model", "Sent", "Tokens", "Price", "Result")
_TO_THE_RIGHT = ("Id", "Sent", "Tokens", "Price")


class UnknownCallError(errors.KimdirError):
    """There is no such call, or no such day, in the ledger."""


def run(*, last: int, day: str, call: int | None, texts: bool) -> None:
    """Print the last calls, those of a day, or one with what it sent."""
    loaded, out = settings.load(), status.console()
    if call is not None:
        asyncio.run(show_call(loaded, out, call, texts=texts))
    else:
        asyncio.run(show(loaded, out, last, day))


async def show(loaded: Settings, out: Console, last: int, day: str) -> None:
    """Print calls, newest at the bottom, and what is used today; raises UnknownCallError."""
    speech = Speech(Language.EN, loaded.zone, catalogue.load())
    wanted = _day(day, speech) if day else None
    async with servers.database(loaded) as database, database.read() as session:
        seen = await service.calls(session, MOST_OF_DAY if wanted else last, wanted)
        limits = service.limits_of(loaded)
        standing = await service.standing(session, limits, loaded.zone, clock.now())
    for name, calls in groupby(seen, lambda each: speech.date(each.started_at)):
        out.print(Text(name, "bold"))
        out.print(_table(speech, list(calls)))
    if not seen:
        out.print("No model was asked anything" + (" on that day." if wanted else " so far."))
    else:
        out.print("Sent: messages of people. ~: an estimate. kimdir ledger --call ID shows them.")
    for line in budget.lines(speech, standing, clock.now()):
        out.print(Text(line))


def _day(typed: str, speech: Speech) -> Day:
    try:
        noon = datetime.combine(date.fromisoformat(typed), time(12), speech.zone)
        return rules.day(noon, speech.zone)
    except (ValueError, OverflowError):
        raise UnknownCallError("--day takes a day such as 2026-11-01.") from None


def _table(speech: Speech, calls: Sequence[CallSeen]) -> Table:
    table = Table(*_COLUMNS, box=None, header_style="bold", padding=(0, 1, 0, 0))
    for column in table.columns:
        if column.header in _TO_THE_RIGHT:
            column.justify = "right"
    for call in calls:
        guessed = "~" if call.result in {None, Result.LOST} else ""
        table.add_row(
            str(call.id),
            f"{call.started_at.astimezone(speech.zone):%H:%M}",
            Text(call.purpose),
            Text(tame.line(call.model.partition(":")[2] or call.model, LONGEST_NAME)),
            f"{call.messages} of {call.people}",
            f"{guessed}{call.tokens_in + call.tokens_out:,}",
            f"{guessed}{_price(call.price)}" if call.cloud else "own",
            _result(call),
        )
    return table


def _price(millionths: int) -> str:
    """Dollars, with as many digits as such small sums need."""
    return f"${millionths / MILLIONTHS:.4f}" if millionths else "$0"


def _result(call: CallSeen) -> str:
    return str(call.result or "under way").replace("_", " ")


async def show_call(loaded: Settings, out: Console, number: int, *, texts: bool) -> None:
    """Print one call, whose words and which messages it sent; raises UnknownCallError."""
    speech = Speech(Language.EN, loaded.zone, catalogue.load())
    async with servers.database(loaded) as database, database.read() as session:
        found = await _call(session, number)
        if found is None:
            raise UnknownCallError(f"No call {number} is in the ledger; it keeps them for a year.")
        people, sent = await service.sent(session, found.id)
    for line in _described(speech, found):
        out.print(Text(line))
    for person in people:
        out.print(Text(f"Words of: {_person(person)}"))
    for chat in sent:
        out.print(Text(f"{_title(chat)}: messages sent: {len(chat.messages):,}", "bold"))
        for message in chat.messages:
            out.print(Text(_message(speech, chat, message)))
            if texts:
                said = tame.line(message.text or "", LONGEST_TEXT) or "(no text is stored)"
                out.print(Padding(Text(said), (0, 0, 0, 4)))


async def _call(session: db.ReadSession, number: int) -> CallSeen | None:
    """The call of a number; a number that no column holds is none."""
    return await service.call(session, CallId(number)) if 0 < number < 2**63 else None


def _described(speech: Speech, call: CallSeen) -> Iterator[str]:
    where = "left this machine" if call.cloud else "one of your own machines"
    started = call.started_at.astimezone(speech.zone)
    yield f"Call {call.id}: {call.purpose}, by the prompt {tame.line(call.prompt, LONGEST_NAME)}"
    yield f"Model: {tame.line(call.model, LONGEST_NAME)} ({where})"
    yield f"Asked: {speech.date(call.started_at)}, {started:%H:%M:%S}"
    code = f" ({tame.line(call.error, LONGEST_NAME)})" if call.error else ""
    took = f", after {_seconds(call):.1f} s" if call.finished_at else ""
    yield f"Result: {_result(call)}{code}{took}"
    guessed = "at most " if call.result in {None, Result.LOST} else ""
    price = _price(call.price) if call.cloud else "nothing"
    yield f"Tokens: {guessed}{call.tokens_in:,} in, {call.tokens_out:,} out; price: {price}"


def _seconds(call: CallSeen) -> float:
    return (call.finished_at - call.started_at).total_seconds() if call.finished_at else 0.0


def _person(person: SentPerson) -> str:
    named = tame.line(person.name or "", LONGEST_NAME) or "somebody without a stored name"
    return f"{named} ({person.user_id})"


def _title(chat: SentChat) -> str:
    return tame.line(chat.title or "", LONGEST_NAME) or f"A chat without a title ({chat.chat_id})"


def _message(speech: Speech, chat: SentChat, message: SentMessage) -> str:
    sent = "not stored any more"
    if message.sent_at is not None:
        local = message.sent_at.astimezone(speech.zone)
        sent = f"{speech.date(message.sent_at)}, {local:%H:%M}"
    link = None
    if chat.kind is not None:
        peer = None if chat.peer_id is None else PeerId(chat.peer_id)
        link = chats.message_link(ChatKind(chat.kind), peer, chat.username, message.message_id)
    return f"  {sent}  {link or f'message {message.message_id}'}"
