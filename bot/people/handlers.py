"""Lists and cards of people."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import screen, tame
from bot.deps import Deps
from bot.people import keyboards, texts
from core import clock
from core.accounts import service as accounts
from core.people import queries, service
from core.people.portraits import service as portraits
from core.people.values import EVERYBODY, Card


def router() -> Router:
    """`/who`, plain words, pages and cards."""
    made = Router(name="people")
    made.message.register(who, Command("who", ignore_case=True))
    made.message.register(words, F.text & ~F.text.startswith("/") & ~F.forward_origin)
    made.callback_query.register(turn, keyboards.ListPage.filter())
    made.callback_query.register(open_card, keyboards.Open.filter())
    made.callback_query.register(ask_portrait, keyboards.AskPortrait.filter())
    return made


async def who(message: Message, command: CommandObject, deps: Deps) -> None:
    """`/who developer`: people who answer to the words; without words, everybody."""
    await _search(message, command.args or "", deps)


async def words(message: Message, deps: Deps) -> None:
    """Words without a command are a search too."""
    await _search(message, message.text or "", deps)


async def turn(query: CallbackQuery, callback_data: keyboards.ListPage, deps: Deps) -> None:
    """Another page of a search, or the same one as it is now."""
    await screen.show(query, await list_screen(deps, callback_data))


async def open_card(query: CallbackQuery, callback_data: keyboards.Open, deps: Deps) -> None:
    """A person's card in place of the list."""
    async with deps.database.read() as session:
        card = await service.card(session, callback_data.user)
    await screen.show(query, await card_screen(deps, card, callback_data))


async def ask_portrait(
    query: CallbackQuery, callback_data: keyboards.AskPortrait, deps: Deps
) -> None:
    """🖼 Have the collector fetch bio and photo."""
    user = callback_data.user
    async with deps.database.write() as session:
        await portraits.want(session, user)
        asked = await portraits.read_since(session, clock.midnight(clock.now(), deps.speech.zone))
        card = await service.card(session, user)
    left = max(0, deps.profiles_a_day - asked)
    notice = deps.speech.plain("portrait-left" if left else "portrait-tomorrow", left=left)
    markup = query.message.reply_markup if isinstance(query.message, Message) else None
    opened = keyboards.opened_from(markup, user)
    await screen.show(query, await card_screen(deps, card, opened), notice)


async def _search(message: Message, typed: str, deps: Deps) -> None:
    async with deps.database.write() as session:
        search = await service.search(session, tame.typed(typed))
    await screen.show(
        message, await list_screen(deps, keyboards.ListPage(search=search, number=0))
    )


async def list_screen(deps: Deps, wanted: keyboards.ListPage) -> screen.Screen:
    """A page of people."""
    async with deps.database.read() as session:
        page = await service.page(session, deps.taxonomy, wanted.search, wanted.number)
        anybody = page.total or (await queries.page(session, EVERYBODY, 0, service.PAGE_SIZE))[1]
    return screen.Screen(
        texts.page(deps.speech, page, anybody=anybody > 0), keyboards.page(deps.speech, page)
    )


async def card_screen(deps: Deps, card: Card, opened: keyboards.Open) -> screen.Screen:
    """A person's card; `opened` tells where its way back leads."""
    user = card.name.user_id
    async with deps.database.read() as session:
        known = await accounts.standing(session)
        standing = await portraits.standing(session, user)
    alive = any(account.lost_at is None for account in known)
    may_ask = alive and standing.wanted_at is None and not card.name.is_deleted
    text = texts.card(deps.speech, card, standing)
    return screen.Screen(text, keyboards.card(deps.speech, card, opened, may_ask=may_ask))
