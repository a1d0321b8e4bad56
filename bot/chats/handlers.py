"""`/chats`: what is collected, how complete it is, and switching it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot import errors, live, screen
from bot.chats import collecting, keyboards, texts
from bot.deps import Deps
from core import clock, db
from core.accounts import service as accounts
from core.chats import queries, service
from core.chats.values import Standing
from core.models import ChatId
from core.preferences import service as preferences


def router() -> Router:
    """The list, the page of all chats, a chat, and their switches."""
    made = Router(name="chats")
    made.message.register(chats, Command("chats", ignore_case=True))
    button = made.callback_query.register
    button(turn, keyboards.Tracked.filter())
    button(known, keyboards.Known.filter())
    button(switch, keyboards.Switch.filter())
    button(open_chat, keyboards.Open.filter())
    button(track, keyboards.Track.filter())
    button(sync, keyboards.Sync.filter())
    return made


async def chats(message: Message, deps: Deps) -> None:
    """`/chats`: the chats that are collected."""
    await _show_list(message, deps, 0)


async def turn(query: CallbackQuery, callback_data: keyboards.Tracked, deps: Deps) -> None:
    """Another page of them, or the same one as it is now."""
    await _show_list(query, deps, callback_data.number)


async def sync(query: CallbackQuery, callback_data: keyboards.Sync, deps: Deps) -> None:
    """⏸ ▶️ Let the collector collect, or not."""
    async with deps.database.write() as session:
        await preferences.set_syncing(session, on=callback_data.on)
    await _show_list(query, deps, callback_data.number)


async def known(query: CallbackQuery, callback_data: keyboards.Known, deps: Deps) -> None:
    """➕ All chats, to be switched on and off."""
    await _show_known(query, deps, callback_data.number)


async def switch(query: CallbackQuery, callback_data: keyboards.Switch, deps: Deps) -> None:
    """▫️ ✅ Collect a chat or no longer, among all chats."""
    notice = await _switch(deps, callback_data.chat, on=callback_data.on)
    await _show_known(query, deps, callback_data.number, notice)


async def open_chat(query: CallbackQuery, callback_data: keyboards.Open, deps: Deps) -> None:
    """A chat in place of the list."""
    await _show_chat(query, deps, callback_data.chat, callback_data.number)


async def track(query: CallbackQuery, callback_data: keyboards.Track, deps: Deps) -> None:
    """Collect a chat or no longer, on its own screen."""
    notice = await _switch(deps, callback_data.chat, on=callback_data.on)
    await _show_chat(query, deps, callback_data.chat, callback_data.number, notice)


async def _switch(deps: Deps, chat_id: ChatId, *, on: bool) -> str:
    async with deps.database.write() as session:
        await service.switch(session, chat_id, tracked=on)
    return deps.speech.plain("switched-on" if on else "switched-off")


async def _show_list(event: Message | CallbackQuery, deps: Deps, number: int) -> None:
    async def draw() -> _Drawn:
        async with deps.database.read() as session:
            now, every = await _situation(session, deps), await service.standing(session)
        tracked = [chat for chat in every if chat.tracked]
        place = _within(tracked, number)
        page, _ = keyboards.cut(tracked, place)
        first = place * keyboards.PAGE_SIZE + 1
        whole = texts.complete(tracked)
        listed = texts.Listed(page, first, len(tracked), whole, len(every))
        shown = screen.Screen(
            texts.tracked(deps.speech, listed, now),
            keyboards.tracked(deps.speech, tracked, place, len(every), syncing=now.syncing),
        )
        return _Drawn(shown, now, tracked)

    await _show_live(event, deps, draw)


async def _show_chat(
    query: CallbackQuery, deps: Deps, chat_id: ChatId, number: int, notice: str | None = None
) -> None:
    async def draw() -> _Drawn:
        async with deps.database.read() as session:
            now, every = await _situation(session, deps), await service.standing(session)
            topics = await queries.topics(session, chat_id)
        titles = {chat.chat_id: chat for chat in every}
        if (chat := titles.get(chat_id)) is None:
            raise errors.ChatGoneError("This chat is not stored any more.")
        became = titles.get(chat.migrated_to) if chat.migrated_to else None
        detail = texts.Detail(chat, topics, became.title if became else None)
        text = texts.chat(deps.speech, detail, now)
        shown = screen.Screen(text, keyboards.chat(deps.speech, chat, number))
        return _Drawn(shown, now, [chat])

    await _show_live(query, deps, draw, notice)


async def _show_known(
    query: CallbackQuery, deps: Deps, number: int, notice: str | None = None
) -> None:
    async with deps.database.read() as session:
        every = await service.standing(session)
    text = texts.known(deps.speech, len(every))
    keyboard = keyboards.known(deps.speech, every, _within(every, number))
    await screen.show(query, screen.Screen(text, keyboard), notice)


async def _show_live(
    event: Message | CallbackQuery,
    deps: Deps,
    draw: Callable[[], Awaitable["_Drawn"]],
    notice: str | None = None,
) -> None:
    """Show a screen and keep it up to date; a new message rings when all is collected."""
    first = await draw()
    message = await screen.show(event, first.shown, notice)
    was_busy = first.now.is_busy

    async def look() -> live.View:
        nonlocal was_busy
        drawn = await draw()
        was_busy = was_busy or drawn.now.is_busy
        ended = was_busy and drawn.now.is_up_to_date
        finished = screen.Screen(texts.finished(deps.speech, drawn.chats)) if ended else None
        return live.View(drawn.shown, finished)

    deps.watching.watch(message, first.shown, look)


async def _situation(session: db.ReadSession, deps: Deps) -> collecting.Situation:
    return collecting.Situation(
        enabled=deps.collects,
        syncing=await preferences.syncing(session),
        accounts=await accounts.standing(session),
        now=clock.now(),
    )


def _within(shown: Sequence[Standing], number: int) -> int:
    """The number of the page, or of the last one if there is no such page any more."""
    return min(number, keyboards.cut(shown, 0)[1] - 1)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A screen with what it was drawn from."""

    shown: screen.Screen
    now: collecting.Situation
    chats: Sequence[Standing]
