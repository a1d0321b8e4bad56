"""What is asked of models about people, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from core.ai.asking import Sent
from core.ai.reading import Example
from core.ai.values import Corpus
from core.models import ChatId, MessageId, UserId
from core.professions.values import Analysed, Due, Said
from core.taxonomy.values import ProfessionSlug, SectorSlug

_NOBODY = Analysed()
CLAIMED = -1
"""In `heard_by_model` while a worker asks about the person."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Whom models may read, and how many of them."""

    minimum: int
    """Own messages that are enough."""
    people_per_day: int
    """Of the owner's; 0 for none."""
    zone: ZoneInfo
    most: int | None = None
    """Whom to read at most in this run."""
    again: bool = False
    """Everybody, with or without new words, though read today already."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Who is due at a moment."""

    readers: frozenset[str]
    """Of the chain's models with the present prompt."""
    now: datetime
    since: datetime
    """Whom a model read later than that is not due."""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whom a model might read."""

    due: Due
    needs_news: bool
    """Read by the present models already, so only with enough new lines."""
    model_read_at: datetime | None
    heard_by_model: int | None


@dataclass(frozen=True, slots=True)
class Gathered:
    """What there is to ask about somebody."""

    corpus: Corpus
    said: tuple[Said, ...]
    """The messages of the lines; a line's number is a place in it."""
    own: int
    """Messages of their own words among the newest ones."""
    new: int
    """Informative lines that came since a model last read them."""
    steered: bool
    """They tried to give orders to models."""


@dataclass(frozen=True, slots=True)
class Round:
    """What a round of reading has done so far."""

    offline: Analysed = _NOBODY
    models: Analysed = _NOBODY
    asked: int = 0
    """People about whom a model was asked, with or without use."""
    again: datetime | None = None
    """When to go on; None where nobody is left whom a model should read now."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a round would take at most, before it starts; price in millionths of a US dollar."""

    offline: int
    """People for the offline reader."""
    people: int
    """For models."""
    messages: int
    tokens: int
    price: int
    model: str | None


@dataclass(frozen=True, slots=True)
class Corrected:
    """A quote of somebody on whom the owner had the last word."""

    user_id: UserId
    sector: SectorSlug
    profession: ProfessionSlug | None
    own_words: str | None
    chat_id: ChatId
    message_id: MessageId
    quote: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the owner says that somebody does, with the words by which they were read."""

    user_id: UserId
    quotes: tuple[str, ...]
    label: str
    """For a model."""
    messages: tuple[tuple[ChatId, MessageId], ...]
    """In which the quotes stand."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What goes along with somebody's words."""

    examples: tuple[Example, ...]
    sent: Sent
    names: tuple[str, ...]
