"""The owner's word about what a person does: confirmed, chosen, typed, taken back."""

from datetime import datetime, timedelta

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from bot import errors, screen, tame
from bot.deps import Deps
from bot.people import handlers, keyboards, texts
from core import clock, words
from core.models import UserId
from core.people import service as people
from core.people.values import Card
from core.professions import service
from core.professions.values import Label
from core.taxonomy import search
from core.taxonomy.values import ProfessionSlug, SectorSlug

PATIENCE = timedelta(minutes=15)
"""How long a question waits for typed words that are no reply to it."""
LONGEST_WORDS = 60


class Asked(StatesGroup):
    """A question that is answered by typing."""

    words = State()


def router() -> Router:
    """Buttons of a card, and the words typed for it."""
    made = Router(name="corrections")
    made.message.register(take_words, F.text & ~F.text.startswith("/"), _is_answer)
    button = made.callback_query.register
    button(confirm, keyboards.Confirm.filter())
    button(undo, keyboards.Undo.filter())
    button(other, keyboards.Other.filter())
    button(sectors, keyboards.Sectors.filter())
    button(professions, keyboards.SectorPage.filter())
    button(choose, keyboards.Choose.filter())
    button(choose_sector, keyboards.ChooseSector.filter())
    button(ask_words, keyboards.Type.filter())
    button(own_words, keyboards.OwnWords.filter())
    button(keep, keyboards.Keep.filter())
    return made


async def confirm(query: CallbackQuery, callback_data: keyboards.Confirm, deps: Deps) -> None:
    """✅ The guess is right."""
    async with deps.database.write() as session:
        await service.confirm(session, callback_data.user, callback_data.reading)
    await _show_saved(query, deps, _opened(query, callback_data.user))


async def undo(query: CallbackQuery, callback_data: keyboards.Undo, deps: Deps) -> None:
    """↩️ Take the correction back."""
    async with deps.database.write() as session:
        await service.undo(session, callback_data.user, callback_data.correction)
    card = await _person(deps, callback_data.user)
    shown = await handlers.card_screen(deps, card, _opened(query, callback_data.user))
    await screen.show(query, shown, deps.speech.plain("undone"))


async def other(query: CallbackQuery, callback_data: keyboards.Other, deps: Deps) -> None:
    """✏️ The machine's other candidates, and the ways to anything else."""
    card = await _person(deps, callback_data.user)
    keyboard = keyboards.other(deps.speech, card, _opened(query, callback_data.user))
    await screen.show(query, screen.Screen(texts.other(deps.speech, card), keyboard))


async def sectors(query: CallbackQuery, callback_data: keyboards.Sectors, deps: Deps) -> None:
    """All sectors."""
    card = await _person(deps, callback_data.user)
    keyboard = keyboards.sectors(deps.speech, _opened(query, callback_data.user))
    await screen.show(query, screen.Screen(texts.sectors(deps.speech, card), keyboard))


async def professions(
    query: CallbackQuery, callback_data: keyboards.SectorPage, deps: Deps
) -> None:
    """A page of the professions of a sector."""
    sector, opened = _known(deps, callback_data.sector), _opened(query, callback_data.user)
    card = await _person(deps, callback_data.user)
    keyboard = keyboards.professions(deps.speech, opened, sector, callback_data.number)
    text = texts.professions(deps.speech, card, sector)
    await screen.show(query, screen.Screen(text, keyboard))


async def choose(query: CallbackQuery, callback_data: keyboards.Choose, deps: Deps) -> None:
    """This profession it is."""
    label = _label(deps, callback_data.profession)
    await _correct(query, deps, _opened(query, callback_data.user), label)


async def choose_sector(
    query: CallbackQuery, callback_data: keyboards.ChooseSector, deps: Deps
) -> None:
    """This sector it is, as what is not known."""
    label = Label(_known(deps, callback_data.sector))
    await _correct(query, deps, _opened(query, callback_data.user), label)


async def ask_words(
    query: CallbackQuery, callback_data: keyboards.Type, deps: Deps, state: FSMContext
) -> None:
    """⌨️ Ask for typed words; the next message answers."""
    card = await _person(deps, callback_data.user)
    hint = deps.speech.plain("ask-words-hint")
    asked = await screen.ask(query, texts.typing(deps.speech, card), hint)
    opened = _opened(query, callback_data.user)
    await state.set_data(
        {"opened": opened.pack(), "question": asked, "asked_at": clock.now().isoformat()}
    )
    await state.set_state(Asked.words)


async def take_words(message: Message, deps: Deps, state: FSMContext) -> None:
    """Typed words: a profession if they clearly mean one, else a choice."""
    typed = tame.typed(message.text or "")
    if not words.tokens(typed):
        await message.answer(deps.speech.html("words-empty"))
        return
    if len(typed) > LONGEST_WORDS:
        await message.answer(deps.speech.html("words-too-long", longest=LONGEST_WORDS))
        return
    opened = keyboards.Open.unpack((await state.get_data())["opened"])
    await state.set_state(None)
    matches = search.match(typed, deps.taxonomy)
    if len(matches) == 1 and matches[0].exact:
        await state.set_data({})
        label = Label(matches[0].sector, matches[0].profession)
        await _correct(message, deps, opened, label)
        return
    await state.set_data({"opened": opened.pack(), "words": typed})
    if matches:
        text = texts.meanings(deps.speech, typed)
        keyboard = keyboards.meanings(deps.speech, opened, matches)
    else:
        text = texts.where_to_keep(deps.speech, typed)
        keyboard = keyboards.sectors_to_keep(deps.speech, opened, ())
    await screen.show(message, screen.Screen(text, keyboard))


async def own_words(
    query: CallbackQuery, callback_data: keyboards.OwnWords, deps: Deps, state: FSMContext
) -> None:
    """💬 Keep the typed words; under which sector?"""
    typed = await _waiting(state, callback_data.user)
    likely = [match.sector for match in search.match(typed, deps.taxonomy)]
    keyboard = keyboards.sectors_to_keep(deps.speech, _opened(query, callback_data.user), likely)
    await screen.show(query, screen.Screen(texts.where_to_keep(deps.speech, typed), keyboard))


async def keep(
    query: CallbackQuery, callback_data: keyboards.Keep, deps: Deps, state: FSMContext
) -> None:
    """Store the typed words under this sector."""
    sector = _known(deps, callback_data.sector)
    typed = await _waiting(state, callback_data.user)
    label = Label(sector, own_words=typed)
    await _correct(query, deps, _opened(query, callback_data.user), label)
    await state.set_data({})


async def _correct(
    event: Message | CallbackQuery, deps: Deps, opened: keyboards.Open, label: Label
) -> None:
    async with deps.database.write() as session:
        await service.correct(session, opened.user, label)
    await _show_saved(event, deps, opened)


async def _show_saved(event: Message | CallbackQuery, deps: Deps, opened: keyboards.Open) -> None:
    card = await _person(deps, opened.user)
    notice = deps.speech.plain("saved", label=texts.label(deps.speech, card.doing) or "")
    await screen.show(event, await handlers.card_screen(deps, card, opened), notice)


async def _person(deps: Deps, user_id: UserId) -> Card:
    async with deps.database.read() as session:
        return await people.card(session, user_id)


async def _is_answer(message: Message, state: FSMContext, raw_state: str | None) -> bool:
    """A reply to the question, whenever it comes; else what follows the question soon.

    Raises WordsLostError where Redis has forgotten what the question was about.
    """
    reply = message.reply_to_message
    if message.forward_origin or (reply is None and raw_state != Asked.words.state):
        return False
    data = await state.get_data()
    if raw_state == Asked.words.state and "asked_at" not in data:
        await state.clear()
        raise errors.WordsLostError("Your words are no longer waiting: type them again.")
    if reply:
        return bool(data.get("question") == reply.message_id)
    return clock.now() - datetime.fromisoformat(data["asked_at"]) < PATIENCE


async def _waiting(state: FSMContext, user_id: UserId) -> str:
    data = await state.get_data()
    if "words" not in data or keyboards.Open.unpack(data["opened"]).user != user_id:
        raise errors.WordsLostError("Your words are no longer waiting: type them again.")
    return str(data["words"])


def _opened(query: CallbackQuery, user_id: UserId) -> keyboards.Open:
    markup = query.message.reply_markup if isinstance(query.message, Message) else None
    return keyboards.opened_from(markup, user_id)


def _known(deps: Deps, sector: SectorSlug) -> SectorSlug:
    if sector not in deps.taxonomy.sectors:
        raise errors.NotOfferedError("This sector no longer exists: choose again.")
    return sector


def _label(deps: Deps, slug: ProfessionSlug) -> Label:
    profession = deps.taxonomy.professions.get(slug)
    if profession is None:
        raise errors.NotOfferedError("This profession no longer exists: choose again.")
    return Label(profession.sector, profession.slug)
