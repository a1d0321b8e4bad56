"""What was learned from the owner's corrections."""

from datetime import datetime

from sqlalchemy import Float, Identity, Index, LargeBinary, func, text
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, ClassifierId, UserId


class Classifier(Base):
    """A version of the learned classifier, whether or not it went live.

    `before` and `after` are parts of the corrections, 0 to 1, that the reader without it and with
    it got right in cross-validation, `wrong_before` and `wrong_after` those guessed wrong.
    `messages` is how many were stored then. `learned_from` are the people whose corrections it
    knows: with any of them, it is erased.
    """

    __tablename__ = "classifiers"
    __table_args__ = (
        Index("uq_classifiers_live", "live", unique=True, postgresql_where=text("live")),
    )

    id: Mapped[ClassifierId] = mapped_column(Identity(always=True), primary_key=True)
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
    corrections: Mapped[int]
    messages: Mapped[int]
    before: Mapped[float] = mapped_column(Float)
    after: Mapped[float] = mapped_column(Float)
    wrong_before: Mapped[float] = mapped_column(Float)
    wrong_after: Mapped[float] = mapped_column(Float)
    live: Mapped[bool]
    weights: Mapped[bytes] = mapped_column(LargeBinary)
    learned_from: Mapped[list[UserId]]
