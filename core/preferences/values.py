"""What can be chosen."""

from enum import StrEnum


class Key(StrEnum):
    """A choice of the owner."""

    SYNCING = "syncing"
    """Whether the collector collects."""
    CLASSIFIER = "classifier"
    """Which version of what was learned counts: its number, none or newest."""
