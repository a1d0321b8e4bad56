"""What the owner searched for; buttons carry the row's id, never the words."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, OwnId


class Search(Base):
    """One search of the owner; the same words are the same row."""

    __tablename__ = "searches"

    id: Mapped[OwnId]
    words: Mapped[str] = mapped_column(unique=True)
    used_at: Mapped[datetime]
