"""Showing the owner something, in one place: a new message, or the one whose button was tapped."""

from dataclasses import dataclass

from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, ForceReply, InlineKeyboardMarkup, Message

from bot import translation

LONGEST_NOTICE = 200
"""Characters of the notice that answers a tap."""
_SAME = "message is not modified"
_TOO_OLD = "query is too old"
_LOST = ("message can't be edited", "message to edit not found", "MESSAGE_ID_INVALID")


@dataclass(frozen=True, slots=True)
class Screen:
    """What a message shows."""

    text: translation.Html
    keyboard: InlineKeyboardMarkup | None = None


async def show(
    event: Message | CallbackQuery, screen: Screen, notice: str | None = None
) -> Message:
    """Answer a message, or put the screen where the button is and answer the tap.

    Gives the message that shows the screen.
    """
    if isinstance(event, Message):
        return await event.answer(screen.text, reply_markup=screen.keyboard)
    shown = await _edited(event, screen) or await _send(event, screen.text, screen.keyboard)
    await tell(event, notice)
    return shown


async def ask(event: CallbackQuery, text: translation.Html, hint: str) -> int:
    """Ask for typed words below the message of the button; gives the id of the question."""
    asked = await _send(
        event, text, ForceReply(force_reply=True, input_field_placeholder=hint or None)
    )
    await tell(event)
    return asked.message_id


async def tell(event: CallbackQuery, notice: str | None = None, *, loud: bool = False) -> None:
    """Answer the tap; a loud notice has to be dismissed, and is sent if the tap is too old."""
    try:
        await event.answer(notice and notice[:LONGEST_NOTICE], show_alert=loud or None)
    except TelegramBadRequest as error:
        if _TOO_OLD not in error.message:
            raise
        if loud and notice:
            await _send(event, translation.escaped(notice), None)


async def _edited(event: CallbackQuery, screen: Screen) -> Message | None:
    """The message of the button, which shows the screen now; None if it cannot be edited."""
    if not isinstance(event.message, Message):
        return None
    try:
        await event.message.edit_text(screen.text, reply_markup=screen.keyboard)
    except TelegramBadRequest as error:
        if any(reason in error.message for reason in _LOST):
            return None
        if _SAME not in error.message:
            raise
    return event.message


async def _send(
    event: CallbackQuery, text: translation.Html, markup: InlineKeyboardMarkup | ForceReply | None
) -> Message:
    assert event.bot is not None
    return await event.bot.send_message(event.from_user.id, text, reply_markup=markup)
