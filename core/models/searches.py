"""What the owner searched for; buttons carry the row's id, never the words."""

from datetime import datetime

from sqlalchemy import Identity
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, SearchId


class Search(Base):
    """One search of the owner; the same words are the same row."""

    __tablename__ = "searches"

    id: Mapped[SearchId] = mapped_column(Identity(always=True), primary_key=True)
    words: Mapped[str] = mapped_column(unique=True)
    used_at: Mapped[datetime]
