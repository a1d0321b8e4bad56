"""Every question to the database about calls of models."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    ScalarSelect,
    and_,
    case,
    delete,
    false,
    func,
    null,
    or_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from core import db
from core.ai.asking import Call as Wanted
from core.ai.asking import Result, Settled
from core.ledger import rules, values
from core.models import Call, CallId, Chat, ChatId, Message, MessageId, Spending, User, UserId

LOCK = 0x6B64_6C65_6467
"""Whoever holds it is the only one in the database to take from the budget."""


async def lock(session: db.Session) -> None:
    """Wait until nobody else takes from the budget, and keep others waiting until the end."""
    await session.execute(select(func.pg_advisory_xact_lock(LOCK)))


async def used(
    session: db.ReadSession, limits: values.Limits, now: datetime, day: values.Day
) -> values.Used:
    """What is used of the limits, asked in one statement."""
    found = await session.execute(
        select(
            func.coalesce(func.sum(Spending.requests), 0).label("requests"),
            func.coalesce(func.sum(Spending.tokens), 0).label("tokens"),
            func.coalesce(func.sum(Spending.price), 0).label("price"),
            _full(limits.requests_per_minute, now, rules.MINUTE).label("minute_full"),
            _full(limits.requests_per_hour, now, rules.HOUR).label("hour_full"),
        ).where(Spending.quarter >= day.start, Spending.quarter < day.end)
    )
    row = found.one()
    spent = values.Spent(int(row.requests), int(row.tokens), int(row.price))
    return values.Used(spent, row.minute_full, row.hour_full)


def _full(most: int, now: datetime, window: timedelta) -> ColumnElement[Any]:
    """When the last call but `most` - 1 of a window was made; looked for near the limit only."""
    if not most:
        return null()
    at_most = select(func.sum(Spending.requests)).where(
        Spending.quarter >= rules.quarter(now - window)
    )
    reached = (
        select(Call.started_at)
        .where(Call.cloud, Call.started_at > now - window)
        .order_by(Call.started_at.desc())
        .offset(most - 1)
        .limit(1)
    )
    return case((at_most.scalar_subquery() >= most, reached.scalar_subquery()))


async def take(session: db.Session, call: Wanted, now: datetime) -> CallId:
    """Write a call down with its estimates."""
    number: CallId | None = await session.scalar(
        insert(Call)
        .values(
            purpose=call.purpose,
            model=call.model,
            prompt=call.prompt,
            cloud=call.cloud,
            started_at=now,
            tokens_in=call.tokens_in,
            tokens_out=call.tokens_out,
            price=call.price,
            people=list(call.sent.people),
            messages={str(chat): list(ids) for chat, ids in call.sent.messages.items()},
        )
        .returning(Call.id)
    )
    assert number is not None
    if call.cloud:
        await _spend(session, now, 1, call.tokens_in + call.tokens_out, call.price)
    return number


async def _spend(
    session: db.Session, started_at: datetime, requests: int, tokens: int, price: int
) -> None:
    row = insert(Spending).values(
        quarter=rules.quarter(started_at), requests=requests, tokens=tokens, price=price
    )
    await session.execute(
        row.on_conflict_do_update(
            index_elements=[Spending.quarter],
            set_={
                "requests": Spending.requests + row.excluded.requests,
                "tokens": Spending.tokens + row.excluded.tokens,
                "price": Spending.price + row.excluded.price,
            },
        )
    )


async def settle(session: db.Session, number: CallId, settled: Settled, now: datetime) -> None:
    """Put what a call came to in place of its estimates, once; a lost one may turn up again."""
    call = await session.scalar(
        select(Call)
        .where(Call.id == number, or_(Call.result.is_(None), Call.result == Result.LOST))
        .with_for_update()
    )
    if call is None:
        return
    more = settled.tokens_in + settled.tokens_out - call.tokens_in - call.tokens_out
    dearer = settled.price - call.price
    call.result, call.error, call.finished_at = settled.result, settled.error, now
    call.tokens_in, call.tokens_out = settled.tokens_in, settled.tokens_out
    call.price = settled.price
    if call.cloud:
        await _spend(session, call.started_at, 0, more, dearer)


async def lose(session: db.Session, older_than: datetime, now: datetime) -> int:
    """Mark calls as lost that are under way since before; their estimates stay."""
    lost = await session.execute(
        update(Call)
        .where(Call.finished_at.is_(None), Call.started_at < older_than)
        .values(result=Result.LOST, finished_at=now)
    )
    return cast(CursorResult[Any], lost).rowcount


async def forget(session: db.Session, before: datetime) -> int:
    """Delete calls that began before, and the sums of their days."""
    await session.execute(delete(Spending).where(Spending.quarter < before))
    gone = await session.execute(delete(Call).where(Call.started_at < before))
    return cast(CursorResult[Any], gone).rowcount


async def counts(
    session: db.ReadSession, now: datetime, day: values.Day
) -> tuple[int, int, int, int]:
    """Calls to the cloud of the last minute and hour; own and lost calls of the day."""

    def counted(*wanted: ColumnElement[bool]) -> ScalarSelect[int]:
        return select(func.count()).select_from(Call).where(*wanted).scalar_subquery()

    cloud = Call.cloud == true()
    today = and_(Call.started_at >= day.start, Call.started_at < day.end)
    found = await session.execute(
        select(
            counted(cloud, Call.started_at > now - rules.MINUTE),
            counted(cloud, Call.started_at > now - rules.HOUR),
            counted(Call.cloud == false(), today),
            counted(Call.result == Result.LOST, today),
        )
    )
    minute, hour, own, lost = found.one()
    return minute, hour, own, lost


async def calls(
    session: db.ReadSession, limit: int, day: values.Day | None = None, only: CallId | None = None
) -> tuple[values.CallSeen, ...]:
    """The newest calls, oldest of them first; of a day, or one alone."""
    wanted = select(Call).order_by(Call.started_at.desc(), Call.id.desc()).limit(limit)
    if day is not None:
        wanted = wanted.where(Call.started_at >= day.start, Call.started_at < day.end)
    if only is not None:
        wanted = wanted.where(Call.id == only)
    found = [_seen(call) for call in await session.scalars(wanted)]
    return tuple(reversed(found))


def _seen(call: Call) -> values.CallSeen:
    return values.CallSeen(
        id=call.id,
        purpose=call.purpose,
        model=call.model,
        prompt=call.prompt,
        cloud=call.cloud,
        started_at=call.started_at,
        finished_at=call.finished_at,
        result=call.result,
        error=call.error,
        tokens_in=call.tokens_in,
        tokens_out=call.tokens_out,
        price=call.price,
        people=len(call.people),
        messages=sum(map(len, call.messages.values())),
    )


async def sent_people(session: db.ReadSession, number: CallId) -> tuple[values.SentPerson, ...]:
    """Whose words or bio a call sent, in its order; without a name where they are forgotten."""
    ids: Sequence[UserId] = (
        await session.scalar(select(Call.people).where(Call.id == number)) or ()
    )
    found = await session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    names: dict[UserId, str | None] = {row.id: row.name for row in found}
    return tuple(values.SentPerson(each, names.get(each)) for each in ids)


async def sent_messages(session: db.ReadSession, number: CallId) -> tuple[values.SentChat, ...]:
    """Which messages a call sent, by chat; those no longer stored have neither time nor text."""
    listed = await session.scalar(select(Call.messages).where(Call.id == number)) or {}
    ids = {ChatId(int(chat)): [MessageId(each) for each in some] for chat, some in listed.items()}
    chats = {chat.id: chat for chat in await session.scalars(select(Chat).where(Chat.id.in_(ids)))}
    keys = [(chat_id, each) for chat_id, some in ids.items() for each in some]
    found = await session.execute(
        select(Message.chat_id, Message.message_id, Message.sent_at, Message.text).where(
            tuple_(Message.chat_id, Message.message_id).in_(keys)
        )
    )
    known = {(row.chat_id, row.message_id): (row.sent_at, row.text) for row in found}
    return tuple(
        _sent_chat(chat_id, chats.get(chat_id), some, known) for chat_id, some in ids.items()
    )


def _sent_chat(
    chat_id: ChatId,
    chat: Chat | None,
    ids: Sequence[MessageId],
    known: dict[tuple[ChatId, MessageId], tuple[datetime, str | None]],
) -> values.SentChat:
    return values.SentChat(
        chat_id=chat_id,
        title=chat.title if chat else None,
        username=chat.username if chat else None,
        peer_id=chat.peer_id if chat else None,
        kind=chat.kind if chat else None,
        messages=[
            values.SentMessage(chat_id, each, *known.get((chat_id, each), (None, None)))
            for each in ids
        ],
    )
