"""Every call of a model: what it was for, what left the machine, what it cost."""

from datetime import datetime
from typing import Any

from sqlalchemy import Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, CallId, UserId


class Call(Base):
    """A call, reserved before it is made and settled after.

    Tokens and `price` (millionths of a US dollar) are estimates until it is settled, then what the
    model said. `messages` maps our ids of chats to ids of messages that were sent, `people` are
    those whose words or bios were. `result` is a `core.ai.asking.Result`; without one the call is
    under way, or its process died. `cloud`: it left the owner's own machines.
    """

    __tablename__ = "llm_calls"
    __table_args__ = (
        Index(None, "started_at"),
        Index("ix_llm_calls_cloud", "started_at", postgresql_where=text("cloud")),
        Index("ix_llm_calls_open", "started_at", postgresql_where=text("finished_at IS NULL")),
    )

    id: Mapped[CallId] = mapped_column(Identity(always=True), primary_key=True)
    purpose: Mapped[str]
    model: Mapped[str]
    prompt: Mapped[str]
    cloud: Mapped[bool]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    result: Mapped[str | None]
    error: Mapped[str | None]
    tokens_in: Mapped[int]
    tokens_out: Mapped[int]
    price: Mapped[int]
    people: Mapped[list[UserId]]
    messages: Mapped[dict[str, Any]]


class Spending(Base):
    """What calls to the cloud that began in a quarter of an hour came to, as `Call` counts it.

    A sum of rows of `Call`, written with them, so that a day is added up at once: every midnight
    of every time zone begins a quarter.
    """

    __tablename__ = "llm_spending"

    quarter: Mapped[datetime] = mapped_column(primary_key=True)
    requests: Mapped[int]
    tokens: Mapped[int]
    price: Mapped[int]
