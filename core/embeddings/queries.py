"""Every question to the database about vectors."""

from collections.abc import Sequence

from pgvector.sqlalchemy import HALFVEC
from sqlalchemy import BigInteger, ColumnElement, Text, and_, cast, exists, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from core import db
from core.embeddings.values import Made, Wanted
from core.models import ChatId, Embedding, Message, User


async def wanted(session: db.ReadSession, model: str, most: int) -> list[Wanted]:
    """The newest messages of which this model has made no vector; no ignored person's."""
    has_one = exists().where(
        Embedding.chat_id == Message.chat_id,
        Embedding.message_id == Message.message_id,
        Embedding.model == model,
    )
    found = await session.execute(
        select(
            Message.chat_id,
            Message.message_id,
            Message.sender_id,
            Message.text,
            User.name,
            User.username,
        )
        .outerjoin(User, User.id == Message.sender_id)
        .where(_own_words(), ~has_one)
        .order_by(Message.sent_at.desc(), Message.chat_id, Message.message_id.desc())
        .limit(most)
    )
    return [Wanted(*row[:4], tuple(name for name in row[4:] if name)) for row in found]


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
        .where(Message.chat_id == chat_id, given.c.text == Message.text, _own_words())
    )
    stored = await session.execute(
        insert(Embedding)
        .from_select(["chat_id", "message_id", "model", "vector"], unchanged)
        .on_conflict_do_nothing()
        .returning(Embedding.message_id)
    )
    return len(stored.all())


def _own_words() -> ColumnElement[bool]:
    return and_(
        ~Message.is_forward,
        Message.deleted_at.is_(None),
        Message.service_action.is_(None),
        Message.text != "",
        Message.text.regexp_match(r"\S"),
        User.ignored_at.is_(None),
    )
