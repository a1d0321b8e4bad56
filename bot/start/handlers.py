"""`/start`, `/help`, `/cancel`, and what nothing else understood."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot import screen
from bot.deps import Deps
from core.people import queries, service
from core.people.values import EVERYBODY


def router() -> Router:
    """The first screens; included last, since it takes whatever is left."""
    made = Router(name="start")
    made.message.register(start, Command("start", ignore_case=True))
    made.message.register(help_, Command("help", ignore_case=True))
    made.message.register(cancel, Command("cancel", ignore_case=True))
    made.message.register(unknown_command, F.text.startswith("/"))
    made.message.register(not_words)
    made.callback_query.register(old_button)
    return made


async def start(message: Message, deps: Deps) -> None:
    """What this is, and how many people are known."""
    async with deps.database.read() as session:
        _, people = await queries.page(session, EVERYBODY, 0, service.PAGE_SIZE)
    await screen.show(message, screen.Screen(deps.speech.html("start", people=people)))


async def help_(message: Message, deps: Deps) -> None:
    """Everything on one screen."""
    await screen.show(message, screen.Screen(deps.speech.html("help")))


async def cancel(message: Message, deps: Deps, state: FSMContext) -> None:
    """Leave whatever question is open."""
    await state.clear()
    await screen.show(message, screen.Screen(deps.speech.html("cancelled")))


async def unknown_command(message: Message, deps: Deps) -> None:
    """A command of another bot, or a slip."""
    await screen.show(message, screen.Screen(deps.speech.html("unknown-command")))


async def not_words(message: Message, deps: Deps) -> None:
    """A picture, a sticker, a forward."""
    await screen.show(message, screen.Screen(deps.speech.html("not-words")))


async def old_button(query: CallbackQuery, deps: Deps) -> None:
    """A button that this version does not know."""
    await screen.tell(query, deps.speech.plain("error-old-button"), loud=True)
