"""What every table shares: names of constraints, and the types behind the ids."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, NewType

from sqlalchemy import BigInteger, DateTime, Enum, MetaData, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase

from core.taxonomy.values import ProfessionSlug, SectorSlug

ChatId = NewType("ChatId", int)
"""Our own id of a chat."""

PeerId = NewType("PeerId", int)
"""Telegram's marked id: user 5, basic group -5, channel or supergroup -1000000000005."""

UserId = NewType("UserId", int)
"""Telegram's id of a user; a person has the same id."""

MessageId = NewType("MessageId", int)
"""Telegram's id of a message: unique in its chat only."""

FileId = NewType("FileId", int)
ReadingId = NewType("ReadingId", int)
CorrectionId = NewType("CorrectionId", int)
SearchId = NewType("SearchId", int)
NoticeId = NewType("NoticeId", int)
CallId = NewType("CallId", int)
ClassifierId = NewType("ClassifierId", int)


def _values(kind: type[StrEnum]) -> list[str]:
    return [member.value for member in kind]


class Base(DeclarativeBase):
    """The root of the tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: BigInteger,
        ChatId: BigInteger,
        PeerId: BigInteger,
        UserId: BigInteger,
        MessageId: BigInteger,
        FileId: BigInteger,
        ReadingId: BigInteger,
        CorrectionId: BigInteger,
        SearchId: BigInteger,
        NoticeId: BigInteger,
        CallId: BigInteger,
        ClassifierId: BigInteger,
        ProfessionSlug: Text,
        SectorSlug: Text,
        str: Text,
        datetime: DateTime(timezone=True),
        StrEnum: Enum(StrEnum, native_enum=False, length=20, values_callable=_values),
        list[str]: ARRAY(Text),
        list[UserId]: ARRAY(BigInteger),
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
    }
