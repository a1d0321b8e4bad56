"""The owner with a phone in hand: says things, taps buttons, reads the screen."""

from zoneinfo import ZoneInfo

from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.fsm.storage.base import BaseStorage
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import Update

from bot import app, deps, errors, markup, rehearsal, translation
from core import db
from core.models import UserId
from core.taxonomy import catalogue
from core.taxonomy.values import Language

ID = UserId(7_000_000_001)


class Owner:
    """Drives the real dispatcher; any failure of a handler is an error here."""

    def __init__(
        self,
        database: db.Database,
        language: Language = Language.EN,
        storage: BaseStorage | None = None,
    ) -> None:
        taxonomy = catalogue.load()
        speech = translation.Speech(language, ZoneInfo("Europe/Istanbul"), taxonomy)
        self.deps = deps.Deps(database, taxonomy, speech, ID)
        self.telegram = rehearsal.Telegram(ID)
        self.bot = app.client(rehearsal.TOKEN, self.telegram)
        self.dispatcher = app.build(self.deps, storage or MemoryStorage())
        self.shown: list[rehearsal.Shown] = []
        self.notice: str | None = None

    async def say(self, text: str, reply_to: rehearsal.Shown | None = None) -> str:
        """Send a message; gives what the screen shows after it."""
        return await self.receive(self.telegram.said(text, reply_to))

    async def press(self, label: str) -> str:
        """Tap the one button of the latest message that has this in its text."""
        return await self.tap(self.latest, self.button(label))

    def button(self, label: str) -> str | None:
        """What the one button with this in its text carries."""
        found = [each for row in self.latest.buttons for each in row if label in each.text]
        assert len(found) == 1, f"{label!r} is not one of {self.buttons}"
        return found[0].callback_data

    @property
    def latest(self) -> rehearsal.Shown:
        """The latest message that has buttons."""
        assert self.telegram.latest is not None, "there are no buttons"
        return self.telegram.latest

    async def tap(self, on: rehearsal.Shown, data: str | None) -> str:
        """Tap with any data, also of a button that is not there any more."""
        return await self.receive(self.telegram.tapped(on, data))

    async def receive(self, update: Update) -> str:
        """Hand an update to the bot, which must answer it in full."""
        self.notice = None
        self.shown = []
        outcome = await self.dispatcher.feed_update(self.bot, update)
        assert outcome is not errors.Outcome.FAILED
        assert outcome is not UNHANDLED
        assert not self.telegram.unanswered, "a tap was not answered"
        for news in self.telegram.news:
            if isinstance(news, rehearsal.Shown):
                self.shown.append(news)
            else:
                self.notice = news.text
        self.telegram.news.clear()
        return self.screen

    @property
    def screen(self) -> str:
        """The text that was shown last in answer; empty if nothing was."""
        return markup.plain(self.shown[-1].text) if self.shown else ""

    @property
    def buttons(self) -> list[str]:
        """The buttons of the latest message that has any."""
        on = self.telegram.latest
        return [each.text for row in on.buttons for each in row] if on else []
