"""The Telegram in memory is as strict as the real one."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup

from bot import app, rehearsal

OWNER = 5


@pytest.fixture
def telegram() -> rehearsal.Telegram:
    return rehearsal.Telegram(OWNER)


@pytest.fixture
def bot(telegram: rehearsal.Telegram) -> Bot:
    return app.client(rehearsal.TOKEN, telegram)


def _keyboard(text: str = "x", data: str | None = "x") -> InlineKeyboardMarkup:
    button = InlineKeyboardButton(text=text, callback_data=data)
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<oops>", "can't parse entities"),
        (" \n", "message text is empty"),
        ("x" * 4097, "message is too long"),
        ("👍" * 2049, "message is too long"),
    ],
)
async def test_a_text_that_telegram_refuses_is_refused(bot: Bot, text: str, reason: str) -> None:
    with pytest.raises(TelegramBadRequest, match=reason):
        await bot.send_message(OWNER, text)


async def test_the_limit_counts_what_is_read_not_the_markup(bot: Bot) -> None:
    await bot.send_message(OWNER, "<b>" + "&lt;" * 4096 + "</b>")


@pytest.mark.parametrize(
    "keyboard",
    [_keyboard(data="é" * 33), _keyboard(data=""), _keyboard(data=None), _keyboard(" ")],
)
async def test_a_button_that_telegram_refuses_is_refused(
    bot: Bot, keyboard: InlineKeyboardMarkup
) -> None:
    with pytest.raises(TelegramBadRequest):
        await bot.send_message(OWNER, "x", reply_markup=keyboard)


async def test_other_chats_and_other_markup_are_refused(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(6, "x")
    with pytest.raises(TelegramBadRequest, match="parse_mode"):
        await bot.send_message(OWNER, "x", parse_mode="Markdown")


async def test_an_edit_must_change_something_that_is_there(
    bot: Bot, telegram: rehearsal.Telegram
) -> None:
    await bot.send_message(OWNER, "x", reply_markup=_keyboard())
    shown = next(iter(telegram.messages))
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text("x", chat_id=OWNER, message_id=shown, reply_markup=_keyboard())
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("y", chat_id=OWNER, message_id=shown + 1)
    await bot.edit_message_text("x", chat_id=OWNER, message_id=shown)
    assert telegram.messages[shown].buttons == [], "an edit without buttons takes them away"
    assert telegram.pressed(1) is None


async def test_a_tap_is_answered_once_and_shortly(bot: Bot, telegram: rehearsal.Telegram) -> None:
    await bot.send_message(OWNER, "x", reply_markup=_keyboard())
    assert telegram.pressed(0) is None
    assert telegram.pressed(2) is None
    update = telegram.pressed(1)
    assert update is not None
    assert update.callback_query is not None
    tap = update.callback_query.id
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await bot.answer_callback_query(tap, "x" * 201)
    await bot.answer_callback_query(tap, "x" * 200)
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(tap)


async def test_methods_that_are_not_rehearsed_fail(bot: Bot) -> None:
    assert (await bot.me()).username == "kimdir_bot"
    with pytest.raises(rehearsal.UnknownMethodError, match="SendPhoto"):
        await bot.send_photo(OWNER, "x")
    with pytest.raises(rehearsal.UnknownMethodError):
        await bot.download_file("x")


async def test_a_question_is_known_as_one(bot: Bot, telegram: rehearsal.Telegram) -> None:
    asked = await bot.send_message(OWNER, "x", reply_markup=ForceReply(force_reply=True))
    assert telegram.messages[asked.message_id].asks
    reply = telegram.said("y", reply_to=telegram.messages[asked.message_id])
    assert reply.message is not None
    assert reply.message.reply_to_message is not None
    assert reply.message.reply_to_message.message_id == asked.message_id
    await bot.session.close()
