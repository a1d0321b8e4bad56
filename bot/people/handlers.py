"""Lists and cards of people."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot import screen, tame
from bot.deps import Deps
from bot.people import keyboards, texts
from core.people import queries, service
from core.people.values import EVERYBODY, Card


def router() -> Router:
    """`/who`, plain words, pages and cards."""
    made = Router(name="people")
    made.message.register(who, Command("who", ignore_case=True))
    made.message.register(words, F.text & ~F.text.startswith("/") & ~F.forward_origin)
    made.callback_query.register(turn, keyboards.ListPage.filter())
    made.callback_query.register(open_card, keyboards.Open.filter())
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
    await screen.show(query, card_screen(deps, card, callback_data))


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


def card_screen(deps: Deps, card: Card, opened: keyboards.Open) -> screen.Screen:
    """A person's card; `opened` tells where its way back leads."""
    return screen.Screen(texts.card(deps.speech, card), keyboards.card(deps.speech, card, opened))
