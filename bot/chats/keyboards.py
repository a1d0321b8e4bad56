"""Buttons of lists of chats and of a chat; they carry ids only."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import Field

from bot.chats import texts
from bot.translation import Speech
from core.chats.values import Standing
from core.models import ChatId

PAGE_SIZE = 8

Chat = Annotated[ChatId, Field(gt=0, lt=2**63)]
Number = Annotated[int, Field(ge=0, lt=1_000_000)]
"""The number of a page, from 0."""


class Tracked(CallbackData, prefix="chats"):
    """A page of the chats that are collected."""

    number: Number = 0


class Known(CallbackData, prefix="known"):
    """A page of all chats, to be switched on and off."""

    number: Number = 0


class Switch(CallbackData, prefix="switch"):
    """Collect a chat or no longer, and stay on the page of all chats."""

    chat: Chat
    on: bool
    number: Number


class Open(CallbackData, prefix="chat"):
    """A chat; `number` is the page that its way back leads to."""

    chat: Chat
    number: Number


class Track(CallbackData, prefix="track"):
    """Collect a chat or no longer, and stay on its screen."""

    chat: Chat
    on: bool
    number: Number


class Sync(CallbackData, prefix="sync"):
    """Let the collector collect, or not."""

    on: bool
    number: Number


def tracked(
    speech: Speech, shown: Sequence[Standing], number: int, known: int, *, syncing: bool
) -> InlineKeyboardMarkup:
    """A button for each chat of the page, the pages, the other chats, pause, and a fresh look."""
    page, pages = cut(shown, number)
    rows = _in_twos(
        [
            _button(texts.chat_button(speech, place, chat), Open(chat=chat.chat_id, number=number))
            for place, chat in enumerate(page, number * PAGE_SIZE + 1)
        ]
    )
    if pages > 1:
        rows.append([*_turning(speech, number, pages, Tracked)])
    last = [_button(speech.plain("button-refresh"), Tracked(number=number))]
    if known:
        label = speech.plain("button-pause" if syncing else "button-resume")
        last.append(_button(label, Sync(on=not syncing, number=number)))
        rows.append([_button(speech.plain("button-choose", count=known), Known())])
    rows.append(last)
    return InlineKeyboardMarkup(inline_keyboard=rows)


def known(speech: Speech, shown: Sequence[Standing], number: int) -> InlineKeyboardMarkup:
    """A switch for each chat of the page, the pages, and the way back."""
    page, pages = cut(shown, number)
    rows = [
        [
            _button(
                texts.switch(speech, chat),
                Switch(chat=chat.chat_id, on=not chat.tracked, number=number),
            )
        ]
        for chat in page
    ]
    if pages > 1:
        rows.append([*_turning(speech, number, pages, Known)])
    rows.append([_button(speech.plain("button-chats"), Tracked())])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def chat(speech: Speech, shown: Standing, number: int) -> InlineKeyboardMarkup:
    """The switch of a chat, a fresh look, and the way back."""
    label = speech.plain("button-untrack" if shown.tracked else "button-track")
    track = Track(chat=shown.chat_id, on=not shown.tracked, number=number)
    again = Open(chat=shown.chat_id, number=number)
    back = Tracked(number=number)
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [_button(label, track), _button(speech.plain("button-refresh"), again)],
            [_button(speech.plain("button-chats"), back)],
        ]
    )


def cut(shown: Sequence[Standing], number: int) -> tuple[Sequence[Standing], int]:
    """The chats of a page, and how many pages there are."""
    pages = max(1, -(-len(shown) // PAGE_SIZE))
    return shown[number * PAGE_SIZE :][:PAGE_SIZE], pages


def _turning(
    speech: Speech, number: int, pages: int, kind: type[Tracked | Known]
) -> Iterator[InlineKeyboardButton]:
    if number > 0:
        yield _button(speech.plain("button-previous"), kind(number=number - 1))
    place = speech.plain("button-place", number=number + 1, pages=pages)
    yield _button(place, kind(number=number))
    if number + 1 < pages:
        yield _button(speech.plain("button-next"), kind(number=number + 1))


def _in_twos(buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    return [list(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]


def _button(text: str, data: CallbackData) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack())
