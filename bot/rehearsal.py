"""Telegram played in memory, as strict as the real one: for the terminal and for tests.

Only the methods that the bot uses are known; a new one has to be taught here first.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from typing import Any, cast

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageText,
    GetMe,
    SendMessage,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from aiogram.types import (
    CallbackQuery,
    Chat,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    Update,
    User,
)

from bot import markup
from core import clock

LONGEST_TEXT = 4096
LONGEST_NOTICE = 200
LONGEST_DATA = 64
ME = User(id=42, is_bot=True, first_name="Kimdir", username="kimdir_bot")
TOKEN = f"{ME.id}:rehearsal"


class UnknownMethodError(TypeError):
    """The bot called a method that is not rehearsed."""


@dataclass(slots=True)
class Shown:
    """A message of the bot; `asks` if it wants a typed answer."""

    message_id: int
    text: str
    keyboard: InlineKeyboardMarkup | None
    asks: bool = False

    @property
    def buttons(self) -> list[list[InlineKeyboardButton]]:
        """Rows of buttons; empty if there are none."""
        return self.keyboard.inline_keyboard if self.keyboard else []


@dataclass(slots=True)
class Answered:
    """What answered a tap."""

    text: str | None
    is_loud: bool


@dataclass
class Telegram(BaseSession):
    """A private chat between the owner and the bot.

    `news` is what happened since it was read, `latest` the last message that had buttons.
    """

    owner_id: int
    messages: dict[int, Shown] = field(default_factory=dict)
    news: list[Shown | Answered] = field(default_factory=list)
    latest: Shown | None = None
    calls: list[TelegramMethod[Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._taps: set[str] = set()
        self._count = 0

    @property
    def owner(self) -> User:
        """The owner as Telegram describes a user."""
        return User(id=self.owner_id, is_bot=False, first_name="Owner")

    @property
    def chat(self) -> Chat:
        """The private chat of the owner and the bot."""
        return Chat(id=self.owner_id, type="private", first_name="Owner")

    def said(self, text: str, reply_to: Shown | None = None) -> Update:
        """The update of a message typed by the owner."""
        message = Message(
            message_id=self._next(),
            date=clock.now(),
            chat=self.chat,
            from_user=self.owner,
            text=text,
            reply_to_message=self._message(reply_to) if reply_to else None,
        )
        return Update(update_id=self._next(), message=message)

    def tapped(self, shown: Shown, data: str | None) -> Update:
        """The update of a button tapped by the owner."""
        tap = str(self._next())
        self._taps.add(tap)
        query = CallbackQuery(
            id=tap,
            from_user=self.owner,
            chat_instance="1",
            message=self._message(shown),
            data=data,
        )
        return Update(update_id=self._next(), callback_query=query)

    def pressed(self, number: int) -> Update | None:
        """The update of a button tapped on the last message that has any, counted from 1."""
        buttons = [button for row in self.latest.buttons for button in row] if self.latest else []
        if self.latest is None or not 0 < number <= len(buttons):
            return None
        return self.tapped(self.latest, buttons[number - 1].callback_data)

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], *_: object, **__: object
    ) -> TelegramType:
        """Answer a method as Telegram would; raises what Telegram would answer."""
        self.calls.append(method)
        match method:
            case GetMe():
                answer: object = ME
            case SendMessage():
                answer = self._sent(bot, method)
            case EditMessageText():
                answer = self._edited(bot, method)
            case AnswerCallbackQuery():
                answer = self._answered(method)
            case _:
                raise UnknownMethodError(type(method).__name__)
        return cast(TelegramType, answer)

    async def close(self) -> None:
        """There is nothing to close."""

    async def stream_content(self, *_: object, **__: object) -> AsyncGenerator[bytes, None]:
        """There are no files."""
        raise UnknownMethodError("downloading a file")
        yield b""

    def _sent(self, bot: Bot, method: SendMessage) -> Message:
        if method.chat_id != self.owner_id:
            raise TelegramBadRequest(method, "Bad Request: chat not found")
        text = _checked(bot, method, method.text, method.parse_mode)
        keyboard = method.reply_markup
        shown = Shown(self._next(), text, None, asks=isinstance(keyboard, ForceReply))
        if isinstance(keyboard, InlineKeyboardMarkup):
            shown.keyboard = _checked_keyboard(method, keyboard)
        self.messages[shown.message_id] = shown
        self._show(shown)
        return self._message(shown).as_(bot)

    def _edited(self, bot: Bot, method: EditMessageText) -> Message:
        shown = self.messages.get(method.message_id or 0)
        if shown is None or method.chat_id != self.owner_id:
            raise TelegramBadRequest(method, "Bad Request: message to edit not found")
        text = _checked(bot, method, method.text or "", method.parse_mode)
        keyboard = _checked_keyboard(method, method.reply_markup)
        if (text, keyboard) == (shown.text, shown.keyboard):
            raise TelegramBadRequest(
                method,
                "Bad Request: message is not modified: specified new message content and reply "
                "markup are exactly the same as a current content and reply markup of the message",
            )
        shown.text, shown.keyboard = text, keyboard
        self._show(shown)
        return self._message(shown).as_(bot)

    def _answered(self, method: AnswerCallbackQuery) -> bool:
        if method.callback_query_id not in self._taps:
            raise TelegramBadRequest(
                method,
                "Bad Request: query is too old and response timeout expired "
                "or query ID is invalid",
            )
        if len(method.text or "") > LONGEST_NOTICE:
            raise TelegramBadRequest(method, "Bad Request: MESSAGE_TOO_LONG")
        self._taps.remove(method.callback_query_id)
        self.news.append(Answered(method.text, bool(method.show_alert)))
        return True

    @property
    def unanswered(self) -> int:
        """Taps whose spinner still turns."""
        return len(self._taps)

    def _show(self, shown: Shown) -> None:
        self.news.append(replace(shown))
        if shown.buttons:
            self.latest = shown

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _message(self, shown: Shown) -> Message:
        return Message(
            message_id=shown.message_id,
            date=clock.now(),
            chat=self.chat,
            from_user=ME,
            text=markup.plain(shown.text),
            reply_markup=shown.keyboard,
        )


def _checked(
    bot: Bot, method: TelegramMethod[Any], text: str, parse_mode: str | Default | None
) -> str:
    mode = bot.default.parse_mode if isinstance(parse_mode, Default) else parse_mode
    if mode != "HTML":
        raise TelegramBadRequest(method, f"Bad Request: unsupported parse_mode {mode}")
    try:
        plain = markup.plain(text)
    except markup.MarkupError as error:
        raise TelegramBadRequest(method, f"Bad Request: can't parse entities: {error}") from error
    if not plain.strip():
        raise TelegramBadRequest(method, "Bad Request: message text is empty")
    if markup.length(plain) > LONGEST_TEXT:
        raise TelegramBadRequest(method, "Bad Request: message is too long")
    return text


def _checked_keyboard(
    method: TelegramMethod[Any], keyboard: InlineKeyboardMarkup | None
) -> InlineKeyboardMarkup | None:
    for button in (each for row in (keyboard.inline_keyboard if keyboard else ()) for each in row):
        if not button.text.strip():
            raise TelegramBadRequest(method, "Bad Request: can't parse inline keyboard button")
        if not 0 < len((button.callback_data or "").encode()) <= LONGEST_DATA:
            raise TelegramBadRequest(method, "Bad Request: BUTTON_DATA_INVALID")
    return keyboard if keyboard and keyboard.inline_keyboard else None
