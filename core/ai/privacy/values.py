"""What was found, and where."""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a stretch of text gives away; the value is what a model reads in its place."""

    PHONE = "PHONE"
    EMAIL = "EMAIL"
    CARD = "CARD"
    IBAN = "IBAN"
    LINK = "LINK"
    WALLET = "WALLET"
    KEY = "KEY"
    """Tokens, passwords and whatever else opens something."""
    ID = "ID"
    """A number by which a state knows somebody."""
    NAME = "NAME"


class Span(NamedTuple):
    """A stretch of the text that was looked at."""

    start: int
    end: int
    kind: Kind
