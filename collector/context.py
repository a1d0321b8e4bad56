"""What every task of the collector is handed."""

from dataclasses import dataclass
from pathlib import Path

from collector.client import Client
from collector.line import Line
from collector.roster import Roster
from core import db, models
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Context:
    """One connected account with all that its tasks share; `home` is where its files live."""

    client: Client
    line: Line
    database: db.Database
    account: models.UserId
    roster: Roster
    settings: Settings
    home: Path

    @property
    def own_bot(self) -> models.UserId | None:
        """The user id of our own bot, whose chat is never stored."""
        number = self.settings.own_bot
        return models.UserId(number) if number else None
