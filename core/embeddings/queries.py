"""Every question to the database about vectors."""

from collections.abc import Sequence
from typing import Any

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    exists,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import aliased

from core import db
from core.embeddings.values import Made, Wanted
from core.models import Chat, ChatId, Embedding, Message, User


async def wanted(session: db.ReadSession, model: str, most: int) -> list[Wanted]:
    """The newest messages of which this model has made no vector; no ignored person's."""
    found = _lacking(Message, model).select_from(Message)
    return await _wanted(session, found, Message, most)


async def newest(session: db.ReadSession, model: str, most: int, of_chat: int) -> list[Wanted]:
    """The same among so many newest messages of each chat: many times as fast where few lack."""
    last = select(Message).where(Message.chat_id == Chat.id)
    last = last.order_by(Message.message_id.desc()).limit(of_chat)
    among = aliased(Message, last.correlate(Chat).lateral())
    found = _lacking(among, model).select_from(Chat).join(among, true())
    return await _wanted(session, found, among, most)


def _lacking(message: type[Message], model: str) -> Select[*tuple[Any, ...]]:
    has_one = exists().where(
        Embedding.chat_id == message.chat_id,
        Embedding.message_id == message.message_id,
        Embedding.model == model,
    )
    told = (message.chat_id, message.message_id, message.sender_id, message.text)
    return (
        select(*told, User.name, User.username)
        .where(_own_words(message), ~has_one)
        .order_by(message.sent_at.desc(), message.chat_id, message.message_id.desc())
    )


async def _wanted(
    session: db.ReadSession, found: Select[*tuple[Any, ...]], message: type[Message], most: int
) -> list[Wanted]:
    with_names = found.outerjoin(User, User.id == message.sender_id)
    rows = await session.execute(with_names.limit(most))
    return [
        Wanted(chat, number, sender, text, tuple(filter(None, names)))
        for chat, number, sender, text, *names in rows
    ]


async def keep(session: db.Session, chat_id: ChatId, model: str, made: Sequence[Made]) -> int:
    """Store vectors of messages of a chat that still say the same; gives how many did."""
    vectors = [f"[{','.join(f'{value:.6g}' for value in each.vector)}]" for each in made]
    given = (
        func.unnest(
            cast([each.wanted.message_id for each in made], ARRAY(BigInteger)),
            cast([each.wanted.text for each in made], ARRAY(Text)),
            cast(vectors, ARRAY(Text)),
        )
        .table_valued("message_id", "text", "vector")
        .render_derived()
    )
    unchanged = (
        select(Message.chat_id, Message.message_id, literal(model))
        .add_columns(cast(given.c.vector, HALFVEC))
        .join(given, given.c.message_id == Message.message_id)
        .outerjoin(User, User.id == Message.sender_id)
        .where(Message.chat_id == chat_id, given.c.text == Message.text, _own_words(Message))
    )
    stored = await session.execute(
        insert(Embedding)
        .from_select(["chat_id", "message_id", "model", "vector"], unchanged)
        .on_conflict_do_nothing()
        .returning(Embedding.message_id)
    )
    return len(stored.all())


def _own_words(message: type[Message]) -> ColumnElement[bool]:
    return and_(
        ~message.is_forward,
        message.deleted_at.is_(None),
        message.service_action.is_(None),
        message.text != "",
        message.text.regexp_match(r"\S"),
        User.ignored_at.is_(None),
    )
